"""Who was shown whose personal data, how much of it, and on what page: written once, kept as is.

It is not the journal: nothing follows from an access, and no figure counts it.
"""
