"""A second reading of the rules of time, and what compares the two."""
