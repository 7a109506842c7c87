"""The acts of coordination: a chain and its legs, what agencies answer, whom one consults."""
