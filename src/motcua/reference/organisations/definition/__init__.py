"""How a file of units is written, and how one is read. Pure: no database."""
