"""The officer's desk: queue, dossier, counter, signing. Not the figures; those are the board's."""
