"""What the doctor looks at: this machine, what was configured, and the database."""
