"""Counts of dossiers by unit, field and day, kept up in batches by a reader of the journal."""
