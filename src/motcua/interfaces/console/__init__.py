"""The command line and what it starts: PostgreSQL, web server, worker, pretend outside systems."""
