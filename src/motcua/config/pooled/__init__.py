"""Django's own way to PostgreSQL, but a connection of the pool is tried without asking it."""
