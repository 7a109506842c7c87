"""What is wrong with a version before it is published: rules as data, each with a pure check."""
