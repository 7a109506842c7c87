"""The leader's board: figures, and the dossiers behind each of them."""
