"""Pure rules of a dossier: its code, its channel, what may follow."""
