"""Agencies and their units: a tree with dates and successors. Knows no person, no procedure."""
