"""Which state of the reference data this is, so that what is kept in memory is never stale.

A trigger gives a table's edition a new stamp with every change: no operation can forget it.
"""
