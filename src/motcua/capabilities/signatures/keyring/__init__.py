"""A process that holds opened keys in memory, for all processes of this installation.

A person opens a key once, with a passphrase; web and worker processes may then ask for signatures
until the time is up. The key never leaves the process, and nothing of it is written.
"""
