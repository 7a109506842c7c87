"""Accounts, the people behind them, their posts and roles. Knows no dossier."""
