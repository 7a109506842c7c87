"""What any kind of case can use. Knows no case: the case keeps the link."""
