"""A living province: citizens and officers played through the same operations, in its own time."""
