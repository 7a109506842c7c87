"""A bank that is paid by VietQR code and calls back when money has come, signed with HMAC.

The only place that knows the shape of its calls. Its requests and ours carry the same signature:
HMAC-SHA256, in hexadecimal, with a secret both sides keep in a file.
"""
