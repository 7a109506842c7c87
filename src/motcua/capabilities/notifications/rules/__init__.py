"""How values are written in words, and texts filled with them."""
