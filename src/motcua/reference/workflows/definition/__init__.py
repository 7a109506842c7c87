"""The grammar of a step list: what its file may say, and nothing else."""
