"""The append-only record of what happened, its clock, its readers and its delivery."""
