"""Digital signatures on PDF: certificates, keys that open for their owner only, verification.

The certification authority and the time-stamping authority here are for trial installations. Does
not know why something is signed, nor who ought to.
"""
