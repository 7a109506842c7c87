"""The catalogue: procedures, their versions by jurisdiction, and how to find one."""
