"""Secrets in what git keeps, and requirements that are not pinned, hashed, or known to be bad.

No source of advisories is reachable from here: `requirements/refused.txt` is kept by hand and says
what it rests on. It finds what somebody has written down, and nothing else.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT_BYTES_MAX = 2_000_000
SECRETS = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/=]{20}"),
    "cloud key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "forge token": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|glpat-[\w-]{20})\b"),
    "chat token": re.compile(r"\bxox[abprs]-[0-9A-Za-z-]{20,}"),
    "our own API key": re.compile(r"\bmc_[0-9a-f]{8}_[\w-]{40,}"),
    "password in an address": re.compile(r"\b[a-z]+://[^\s:/@\"'{}<>]+:(?!secret\b|password\b|mật_khẩu|\.\.\.)[^\s@\"'{}<>$%]{8,}@"),
}  # fmt: skip
ONE = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)")
REFUSED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)<(?P<version>[0-9.]+)")


def secrets_in(text: str) -> Iterator[str]:
    """Yield the kinds of secret a text holds."""
    for kind, pattern in SECRETS.items():
        if pattern.search(text):
            yield kind


def unsafe(locked: str, refused: str) -> Iterator[str]:
    """Yield what is wrong with a locked file of requirements."""
    bad = {_plain(m["name"]): m["version"] for m in _matches(REFUSED, refused)}
    for block in re.split(r"\n(?=\S)", locked.strip()):
        found = ONE.match(block)
        if found is None:
            yield f"not pinned: {block.splitlines()[0]}"
            continue
        if "--hash=sha256:" not in block:
            yield f"no hash: {found['name']}"
        below = bad.get(_plain(found["name"]))
        if below and _parts(found["version"]) < _parts(below):
            yield f"refused: {found['name']} {found['version']} (from {below} on)"


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    return (found for line in text.splitlines() if (found := pattern.match(line)))


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def main() -> int:
    wrong = []
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file() and path.stat().st_size <= TEXT_BYTES_MAX:
            text = path.read_text("utf-8", errors="ignore")
            wrong += [f"{name}: {kind}" for kind in secrets_in(text)]
    refused = (ROOT / "requirements/refused.txt").read_text()
    for locked in sorted((ROOT / "requirements").glob("*.txt")):
        if locked.name != "refused.txt":
            wrong += [f"{locked.name}: {said}" for said in unsafe(locked.read_text(), refused)]
    print("\n".join(wrong) or "No secret; every requirement is pinned, hashed and not refused.")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
