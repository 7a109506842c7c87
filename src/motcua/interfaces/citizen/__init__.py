"""A citizen's own pages: fill in, pay, send, follow, answer, rate. Not the catalogue."""
