"""E-forms on a page: questions of a definition, what a browser sent, answers as words."""
