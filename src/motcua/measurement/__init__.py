"""What the journal says when it is counted: read models that can be thrown away and rebuilt."""
