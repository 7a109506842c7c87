"""Finding a procedure: by words as people say them, by life event, by field.

An index beside the catalogue that can be rebuilt from it. Decides nothing about procedures.
"""
