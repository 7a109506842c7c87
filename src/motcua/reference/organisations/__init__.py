"""Agencies and their units, as a tree with dates and successors. Knows no person and no procedure."""
