"""Accounts, units, calendars and deliveries, for those who keep an installation running."""
