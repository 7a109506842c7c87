"""Pure rules of the catalogue: reading a record, what is missing, what differs, in words."""
