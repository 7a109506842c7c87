"""What a person must mend before a command can go on: one line, in both languages."""

import errno
import os


class Complaint(Exception):
    """The command cannot go on. Printed as one line on stderr; the command exits with 1."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(" ".join(f"{vi} / {en}".split()))


class WrongCommandLine(Complaint):
    """What was asked makes no sense. The command exits with 2."""


class SaidAlready(Complaint):
    """A process of ours has complained on stderr; nothing is left to say."""

    def __init__(self) -> None:
        super().__init__("", "")


def from_import(error: ImportError) -> Complaint:
    """Return what to tell a person about a package, or a library of the system, that is missing."""
    return Complaint(f"thiếu thư viện {error.name or ''}", f"a library is missing: {error}")


def from_system(error: OSError) -> Complaint:
    """Return what to tell a person about a full disk, a missing right, a folder that is a file."""
    where = os.fsdecode(error.filename) if error.filename else ""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return Complaint(f"ổ đĩa đã đầy {where}", f"the disk is full {where}")
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return Complaint(f"không ghi được vào {where}", f"cannot write to {where}")
        case errno.ENOTDIR | errno.EEXIST:
            return Complaint(f"{where} không phải thư mục", f"{where} is not a folder")
    return Complaint(f"hệ thống báo lỗi {where}", f"{os.strerror(error.errno or 0)} {where}")
