"""Adapters to the outside world, one folder per outside system; pretend ones in sandbox."""
