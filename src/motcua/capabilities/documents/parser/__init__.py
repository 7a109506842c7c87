"""Opens files of strangers, in a process that may do nothing else. Imports nothing of motcua's."""
