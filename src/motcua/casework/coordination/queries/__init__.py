"""Reads of coordination: who has which part, and how each leg is shown."""
