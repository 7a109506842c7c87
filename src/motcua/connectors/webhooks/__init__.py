"""Calls the addresses of subscribers: pinned to the address that was checked, never inside."""
