"""The steps of a version as a graph: edited, laid out, drawn, exported. Knows no tables."""
