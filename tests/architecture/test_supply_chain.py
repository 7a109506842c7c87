"""The checks that tools/check runs find what they are for."""

import pytest
from tools import supply_chain

HASHED = "    --hash=sha256:" + "a" * 64
KEY = "-----BEGIN " + "PRIVATE KEY-----\n" + "MIIEvQIBADANBgkqhkiG9w0BAQ" + "\n"


@pytest.mark.parametrize(
    "text",
    [KEY, "AKIA" + "ABCDEFGHIJKLMNOP", "ghp_" + "a" * 36, "mc_" + "0" * 8 + "_" + "x" * 43,
     "postgresql://motcua:" + "hunter2hunter2" + "@db/motcua"],
)  # fmt: skip
def test_a_secret_is_found(text: str) -> None:
    assert list(supply_chain.secrets_in(text))


@pytest.mark.parametrize(
    "locked",
    ["django==5.2.1 \\\n" + HASHED, "django==5.2.19", "django>=5 \\\n" + HASHED, "-e ."],
)
def test_a_requirement_that_is_old_loose_or_without_hash_is_found(locked: str) -> None:
    assert list(supply_chain.unsafe(locked, "django<5.2.8  # why"))


def test_what_is_locked_here_is_sound() -> None:
    assert not list(supply_chain.unsafe("Django==5.2.19 \\\n" + HASHED, "django<5.2.8"))
    assert supply_chain.main() == 0
