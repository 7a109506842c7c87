"""What the installation knows of its own health: lanes that beat, and a digest a day.

It judges nothing itself: the doctor (interfaces/console) looks, and hands over what was found.
"""
