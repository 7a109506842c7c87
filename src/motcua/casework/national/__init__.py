"""Dossiers filed at the national portal: taken in once, reported back, compared. No HTTP."""
