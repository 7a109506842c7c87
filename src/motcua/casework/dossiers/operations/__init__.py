"""Everything that can be done to a dossier: one function an act, one transaction, one fact."""
