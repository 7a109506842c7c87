"""Ground floor: the journal, its clock, and words everyone needs. Knows no domain noun."""
