"""Wait for files on the socket this process was given, and open each in a child of its own.

Started once and kept: the libraries are loaded before the first file comes, so a file costs one
fork (milliseconds) and still has limits of its own. Ends when the process that started it ends.
"""

import array
import json
import os
import signal
import socket
import sys

from motcua.capabilities.documents.parser import confinement, pdf, picture

READERS = {"application/pdf": pdf.read, "image/jpeg": picture.read, "image/png": picture.read}
BEGUN = b"begun\n"  # Without it, it was the parser that died, not the reading of this file.
_REQUEST_BYTES_MAX = 64


def main() -> None:
    door = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # Nobody waits for the children.
    confinement.leave_the_network()
    picture.load_libraries()
    while True:
        request, descriptors = _receive(door)
        if not request:
            return
        if os.fork() == 0:
            door.close()
            _answer(request, file=descriptors[0], reply=descriptors[1])
        for descriptor in descriptors:
            os.close(descriptor)


def _receive(door: socket.socket) -> tuple[str, list[int]]:
    room = socket.CMSG_LEN(2 * array.array("i").itemsize)
    request, ancillary, _, _ = door.recvmsg(_REQUEST_BYTES_MAX, room)
    descriptors = array.array("i")
    for level, kind, content in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            descriptors.frombytes(content)
    return request.decode(), list(descriptors)


def _answer(media_type: str, *, file: int, reply: int) -> None:
    """Say what is in the file. Whatever goes wrong, no answer is an answer: the file is refused."""
    try:
        os.write(reply, BEGUN)
        confinement.give_up_everything(keep=(file, reply))
        with os.fdopen(file, "rb") as opened:
            verdict = READERS[media_type](opened)
        os.write(reply, json.dumps(verdict).encode())
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
