"""What pretend systems share: a small web server, and pages that cannot be taken for real ones."""
