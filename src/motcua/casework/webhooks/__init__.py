"""Who is called when a dossier changes. Knows addresses and milestones; no personal data leaves."""
