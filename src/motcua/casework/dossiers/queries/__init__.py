"""Reads of dossiers. `access.visible_to` is the only door for anything shown to a person."""
