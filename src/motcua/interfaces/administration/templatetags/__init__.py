"""`{% load people %}`: names of roles and scopes."""
