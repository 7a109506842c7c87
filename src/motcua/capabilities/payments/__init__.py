"""Charges, money in, the ledger, refunds. Knows money; does not know what the money is for.

The room above keeps the link from its case to a charge.
"""
