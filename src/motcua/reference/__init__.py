"""Who, what and when: organisations, calendars, people, procedures."""
