"""One HTTP service that sends e-mails and SMS for us. The only place that knows its shape.

Each request is signed with HMAC-SHA256, in hexadecimal, by a secret both sides keep in a file.
"""
