"""Where the keyring answers: in the installation's folder, elsewhere if that path is too long."""

import hashlib
import tempfile
from pathlib import Path

from django.conf import settings

_SOCKET_PATH_BYTES_MAX = 100  # The system allows 107.


def socket_path() -> Path:
    home = Path(settings.MOTCUA_HOME).resolve()
    path = home / "run" / "keyring.sock"
    if len(bytes(path)) <= _SOCKET_PATH_BYTES_MAX:
        return path
    short = hashlib.sha256(bytes(home)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"motcua-{short}" / "keyring.sock"
