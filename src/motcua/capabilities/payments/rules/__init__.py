"""Arithmetic of money: what is due, where money goes, how a transfer is written."""
