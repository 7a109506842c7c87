"""`motcua restore`: an archive into an empty place. What was cut short is done anew."""

import hashlib
import json
import shutil
import tarfile
from pathlib import Path

import psycopg

from motcua.interfaces.console import backup, database, up
from motcua.interfaces.console.children import Family
from motcua.interfaces.console.complaints import Complaint
from motcua.interfaces.console.database import Access
from motcua.interfaces.console.home import RESTORING, Home
from motcua.interfaces.console.progress import say, step
from motcua.interfaces.console.surroundings import Surroundings


def restore(given: Surroundings, file: Path, *, keys: Path | None) -> int:
    """Check an archive, then make an installation of it; `motcua up` goes on with it.

    :raises Complaint: the place is not empty, or the archive is damaged, foreign or without keys.
    """
    home = Home(given.home)
    with step("Kiểm tra bản sao lưu / Check the archive"):
        manifest = check(file)
    if not manifest["contains_keys"] and keys is None:
        raise Complaint(
            "bản sao lưu này không có khóa, hãy thêm --keys THƯ_MỤC",
            "this archive holds no keys, add --keys FOLDER",
        )
    if keys is not None and not (keys / "field.key").is_file():
        raise Complaint(f"{keys} không có khóa", f"{keys} holds no keys")
    is_again = _make_empty(home, given)
    family = Family(say)
    with home.alone("restore") as lock:
        try:
            with step("Chép tệp / Files"):
                _unpack(file, home, keys)
            access = up.start_database(given, home, family, lock)
            with step("Khôi phục cơ sở dữ liệu / Database"):
                _fill(access, home.run, is_again=is_again)
            for dump in _dumps(home.run):
                shutil.rmtree(dump) if dump.is_dir() else dump.unlink()
            up.bring_up_to_date(given, home, access)
            (home.run / RESTORING).unlink()
        finally:
            family.stop()
    say(f"motcua: {home.path}; motcua up")
    return 0


def check(file: Path) -> dict[str, object]:
    """Return the manifest after comparing every hash.

    :raises Complaint: it is no archive of ours, damaged, or of a newer release.
    """
    foreign = Complaint(f"{file} không phải bản sao lưu của motcua", f"{file} is no motcua archive")
    if not file.is_file():
        raise Complaint(f"không có tệp {file}", f"there is no file {file}")
    found: dict[str, str] = {}
    manifest: dict[str, object] = {}
    try:
        with tarfile.open(file) as archive:
            for member in archive:
                content = archive.extractfile(member)
                if content is None:
                    raise foreign
                if member.name == backup.MANIFEST:
                    manifest = json.load(content)
                else:
                    found[member.name] = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
    except (tarfile.TarError, ValueError, EOFError):
        raise foreign from None
    if not isinstance(manifest, dict) or manifest.get("format") not in (1, backup.FORMAT):
        raise foreign
    if found != manifest.get("sha256"):
        raise Complaint(f"{file} bị hỏng: mã băm không khớp", f"{file} is damaged: a hash differs")
    return manifest


def _make_empty(home: Home, given: Surroundings) -> bool:
    """Make room. Return whether a restore into the same database was cut short here before."""
    marker, where = home.run / RESTORING, given.database_url.rpartition("@")[2]
    is_unfinished = marker.exists()
    is_again = is_unfinished and bool(where) and marker.read_text() == where
    if home.path.exists() and any(home.path.iterdir()) and not is_unfinished:
        raise Complaint(f"{home.path} không trống", f"{home.path} is not empty")
    home.run.mkdir(mode=0o700, parents=True, exist_ok=True)
    home.path.chmod(0o700)
    marker.write_text(where)
    for path in home.path.iterdir():
        if path != home.run:
            shutil.rmtree(path)
    return is_again


def _unpack(file: Path, home: Home, keys: Path | None) -> None:
    with tarfile.open(file) as archive:
        for member in archive:
            if member.name == backup.MANIFEST:
                continue
            target = home.path / member.name
            if member.name.split("/")[0] in (backup.DUMP, backup.DUMP_OF_FORMAT_1):
                target = home.run / member.name
            if home.path.resolve() not in target.resolve().parents:
                raise Complaint("bản sao lưu lạ", f"a member leads outside: {member.name}")
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            content = archive.extractfile(member)
            assert content is not None, "Checked before."
            target.touch(mode=0o600)
            with target.open("wb") as out:
                shutil.copyfileobj(content, out)
    if keys is not None:
        home.keys.mkdir(mode=0o700, exist_ok=True)
        for key in sorted(path for path in keys.rglob("*") if path.is_file()):
            target = home.keys / key.relative_to(keys)
            target.parent.mkdir(mode=0o700, exist_ok=True)
            target.touch(mode=0o600)
            target.write_bytes(key.read_bytes())
    home.lay_out()


def _dumps(run: Path) -> list[Path]:
    return [run / n for n in (backup.DUMP, backup.DUMP_OF_FORMAT_1) if (run / n).exists()]


def _fill(access: Access, run: Path, *, is_again: bool) -> None:
    if not access.owner_url:
        raise Complaint("cần DATABASE_OWNER_URL", "DATABASE_OWNER_URL is needed")
    if database.is_created(access) and not is_again:
        with psycopg.connect(access.owner_url) as connection:
            name = connection.info.dbname
        raise Complaint(
            f"cơ sở dữ liệu {name} đã có bản cài đặt", f"the database {name} is not empty"
        )
    [dump] = _dumps(run)
    # Several at once cannot be one transaction; what is cut short is noted, and cleared away anew.
    how = [f"--jobs={backup.JOBS}"] if dump.is_dir() else ["--single-transaction"]
    again = ["--clean", "--if-exists"] if is_again else []
    backup.run_tool(
        "pg_restore", access.owner_url,
        "--no-owner", "--no-privileges", "--exit-on-error", *how, *again, str(dump),
    )  # fmt: skip
