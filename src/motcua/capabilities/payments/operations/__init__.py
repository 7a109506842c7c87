"""Acts with money: charges, attempts, money in and out, payees, reconciliation."""
