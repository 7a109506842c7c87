"""What can be done to accounts: one file a noun, one function an act."""
