"""Reads: charges, the ledger, and the differences with the bank."""
