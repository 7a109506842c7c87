"""The office's work: dossiers first."""
