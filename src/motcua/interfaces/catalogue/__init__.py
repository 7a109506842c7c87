"""The catalogue keeper's pages."""
