"""What a procedure asks, promises and does, as data: the grammar, and answers checked against it.

Pure: no Django, no clock. Knows no particular procedure, and keeps nothing.
"""
