"""Is it up, is it ready."""
