"""Acts on the catalogue: load a file, draft, complete, publish, withdraw."""
