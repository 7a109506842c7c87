"""Words and marks of the look, for templates: `{% load words marks fields %}`."""
