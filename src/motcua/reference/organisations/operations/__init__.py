"""Acts on units."""
