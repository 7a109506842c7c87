"""Working time: decrees of holidays and swapped days, office hours per unit. Knows no deadline."""
