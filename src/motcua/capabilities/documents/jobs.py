"""Started by the worker: encrypt the files that a release before this one kept in clear."""

import time

from motcua.capabilities.documents import storage

ROUND_SECONDS_MAX = 20.0


def seal_old_files() -> int:
    """Encrypt for a while. Return how many files were."""
    return storage.file_store().seal_old(until=time.monotonic() + ROUND_SECONDS_MAX)
