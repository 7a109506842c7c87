"""Pretend outside systems: separate programs, one folder each, for the demo and for tests."""
