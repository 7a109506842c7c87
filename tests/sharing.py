"""How two processes share the tests: a file is one piece of work, and some files go together."""

from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

# What is made once for all of these takes longer than most of their tests.
TOGETHER = "tests/start/"
ALONE = "tests/start/test_fresh_clone.py"


class Shares(LoadFileScheduling):  # type: ignore[misc]
    """Hands out whole files; those that copy one installation as one piece."""

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        return TOGETHER if file.startswith(TOGETHER) and file != ALONE else file
