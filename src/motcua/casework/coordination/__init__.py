"""One dossier between several agencies: a chain of legs, each with its own content and clock.

Knows dossiers; dossiers do not know it. Not the dossier's own steps inside the agency that settles.
"""
