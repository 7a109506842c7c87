"""CPU milliseconds a MB that encryption at rest costs: kept and read, beside hashing alone.

.venv/bin/python benchmarks/sealing.py [--megabytes 50]
"""

import argparse
import hashlib
import io
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import machine

from motcua.capabilities.documents import sealed
from motcua.spine import secrecy


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=50)
    megabytes = parser.parse_args().megabytes
    load = os.getloadavg()
    content = os.urandom(megabytes * 1_000_000)
    sha256 = hashlib.sha256(content).hexdigest()
    with tempfile.TemporaryDirectory(prefix="motcua-sealing-") as folder:
        keys, place = Path(folder) / "keys", Path(folder) / "file"
        secrecy.create_keys(keys)

        def seal() -> None:
            with place.open("wb") as target:
                sealed.seal(io.BytesIO(content), target, sha256=sha256, keys=keys)

        def copy() -> None:
            source, digest = io.BytesIO(content), hashlib.sha256()
            with place.with_name("plain").open("wb") as target:
                while piece := source.read(1_048_576):
                    digest.update(piece)
                    target.write(piece)

        def read() -> None:
            with place.open("rb") as file:
                io.BufferedReader(sealed.Opened(file, sha256=sha256, keys=keys)).read()

        def arrive() -> None:
            with sealed.Arriving(Path(folder)) as file:
                for start in range(0, len(content), 262_144):
                    file.write(content[start : start + 262_144])

        def figure(work: Callable[[], None]) -> float:
            work()
            began = time.process_time()
            work()
            return round((time.process_time() - began) * 1000 / megabytes, 2)

        figures = {
            "kept_in_clear": figure(copy),
            "kept_encrypted": figure(seal),
            "read_encrypted": figure(read),
            "arriving": figure(arrive),
        }
    machine.write("sealing", {"megabytes": megabytes, "cpu_ms_a_megabyte": figures}, load=load)


if __name__ == "__main__":
    main()
