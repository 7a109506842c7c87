"""The worker's lanes, as threads with sessions of their own."""
