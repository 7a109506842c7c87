"""Pure rules of finding: letters, spelling, synonyms, what a query is taken to mean."""
