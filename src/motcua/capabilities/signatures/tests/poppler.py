"""What poppler says of a signed paper. It trusts nobody but who is told to it."""

import subprocess
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from motcua.capabilities.signatures import queries


def pdfsig(
    content: bytes, folder: Path, *, with_trust: bool = True, root: bytes | None = None
) -> str:
    """Ask poppler, which trusts the root in the certificate store of the folder."""
    store = folder / "nss"
    if not store.exists():
        store.mkdir()
        trusted = x509.load_der_x509_certificate(root or queries.chain()[-1])
        (folder / "root.pem").write_bytes(trusted.public_bytes(Encoding.PEM))
        database = ["-d", f"sql:{store}"]
        subprocess.run(["certutil", "-N", *database, "--empty-password"], check=True)
        if with_trust:
            added = ["-A", "-n", "root", "-t", "CT,CT,CT", "-i", str(folder / "root.pem")]
            subprocess.run(["certutil", *added, *database], check=True)
    (folder / "paper.pdf").write_bytes(content)
    command = ["pdfsig", "-nssdir", str(store), str(folder / "paper.pdf")]
    return subprocess.run(command, capture_output=True, text=True).stdout
