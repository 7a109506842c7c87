"""What everybody may read: home, search, procedures."""
