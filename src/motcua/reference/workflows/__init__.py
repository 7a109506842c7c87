"""Step lists between agencies, as data. Knows who follows whom and how long; knows no dossier."""
