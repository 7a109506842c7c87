"""Forms of the keeper's pages: what the browser sends, as fields of the file format and back."""
