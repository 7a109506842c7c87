"""Who are you: staff by password and code or passkey, citizens through VNeID."""
