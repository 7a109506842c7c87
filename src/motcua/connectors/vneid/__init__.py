"""VNeID through OpenID Connect: sends a browser there, and checks what comes back."""
