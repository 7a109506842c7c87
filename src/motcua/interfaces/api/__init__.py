"""The same queries and operations, for machines."""
