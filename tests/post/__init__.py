"""Results by post: the pretend postal service over real HTTP, and its news as motcua takes it."""
