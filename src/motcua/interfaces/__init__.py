"""People and machines: pages, the API, the command line."""
