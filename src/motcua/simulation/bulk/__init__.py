"""A million dossiers with their journal, written set-based: lives played once and lived by many."""
