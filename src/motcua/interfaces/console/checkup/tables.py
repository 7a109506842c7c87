"""The database: rights, triggers, migrations, who works on it, and whether its past is whole."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.conf import settings

from motcua.casework.dossiers.rules import life_limits
from motcua.interfaces.console import belonging, up
from motcua.interfaces.console.checkup import cluster, machine
from motcua.interfaces.health import checks
from motcua.measurement.upkeep.definition import Finding, State
from motcua.spine.dates import local_date

LAG_ENTRIES_MAX = 10_000
FAILURES_MAX = 3
SAMPLE_ROWS = 5_000
PAST = ("journal_entry", "journal_epoch", "access_access")
RIGHTS = ("UPDATE", "DELETE", "TRUNCATE")

# Every column is filled from the canonical text by a trigger; a difference is somebody's hand.
DIFFERENT = """
SELECT count(*) FROM (
    (SELECT * FROM journal_entry ORDER BY id DESC LIMIT %(rows)s)
    UNION
    (SELECT * FROM journal_entry TABLESAMPLE SYSTEM (1) LIMIT %(rows)s)
) AS sample
WHERE (act_id::text, kind, subject, actor, organisation, happened_at, facts)
   IS DISTINCT FROM (canonical::jsonb ->> 'act', canonical::jsonb ->> 'kind',
       canonical::jsonb ->> 'subject', canonical::jsonb ->> 'actor',
       canonical::jsonb ->> 'organisation', (canonical::jsonb ->> 'at')::timestamptz,
       canonical::jsonb -> 'facts')
"""
# As far as it matters: how many more there are costs reading them all.
BEHIND = """
SELECT name, (SELECT count(*) FROM (SELECT 1 FROM journal_entry
    WHERE (epoch, xid, id) > (reader.epoch, reader.xid, reader.entry_id) LIMIT %s) AS rest)
FROM journal_reader AS reader ORDER BY name
"""
ROLE = """
SELECT rolsuper OR rolbypassrls OR rolcreaterole,
       pg_has_role(current_user, (SELECT relowner FROM pg_class
                                  WHERE oid = 'journal_entry'::regclass), 'MEMBER'),
       has_schema_privilege(current_schema(), 'CREATE')
FROM pg_roles WHERE rolname = current_user
"""
CERTIFICATES = """
SELECT owner_kind, owner, valid_until FROM signatures_certificate
WHERE revoked_at IS NULL AND valid_until < clock_timestamp() + make_interval(days => %s)
ORDER BY valid_until LIMIT 20
"""
# Authorities may lie in a safe; whoever signs here signs with a file of this machine.
SIGNERS = """
SELECT serial FROM signatures_certificate
WHERE revoked_at IS NULL AND valid_until > clock_timestamp() AND owner_kind <> 'authority'
  AND valid_from < clock_timestamp() - interval '15 minutes' -- Until the machines have shared it.
"""
FAILING = """
SELECT DISTINCT lane FROM upkeep_lanepulse
WHERE failures >= %s AND beat_at > clock_timestamp() - interval '5 minutes' ORDER BY lane
"""
TOLD = """
SELECT coalesce((SELECT max(day) FROM upkeep_digest),
    (SELECT (min(began_at) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date FROM journal_epoch))
"""
WAITING = """
SELECT (SELECT count(*) FROM journal_delivery WHERE next_try_at IS NULL AND done_at IS NULL),
       (SELECT greatest(coalesce(extract(epoch FROM clock_timestamp() - min(next_try_at)), 0), 0)
        FROM journal_delivery WHERE next_try_at IS NOT NULL),
       (SELECT count(*) FROM notifications_notice WHERE state = 'given_up')
"""


def all_of(own: psycopg.Connection[Any], *, is_up: bool, grave: State) -> Iterator[Finding]:
    """Look at everything in the database, as the application's role."""
    yield _rights(own)
    yield from _triggers(own)
    yield _openness(own)
    yield _migrations(own)
    yield _worker(own, is_up=is_up)
    yield from _deliveries(own, is_up=is_up)
    yield from _readers(own, is_up=is_up)
    yield from _digest(own, is_up=is_up)
    yield from _certificates(own, grave)
    yield from _signing_keys(own)
    yield from cluster.all_of(own, grave=grave)
    yield _sample(own)


def _rights(own: psycopg.Connection[Any]) -> Finding:
    held = [
        f"{right} {table}"
        for table in PAST
        for right in RIGHTS
        if own.execute("SELECT has_table_privilege(%s, %s)", [table, right]).fetchone() == (True,)
    ]
    is_mighty, is_owner, may_create = own.execute(ROLE).fetchone() or (True, True, True)
    held += ["SUPERUSER"] if is_mighty else []
    held += ["OWNER"] if is_owner else []
    held += ["CREATE"] if may_create else []
    if held:
        said = ", ".join(held)
        return Finding(
            "rights", "wrong", f"vai trò ứng dụng có quyền {said}",
            f"the application's role may {said}",
            "dùng vai trò riêng cho DATABASE_URL, rồi chạy motcua migrate",
            "give DATABASE_URL a role of its own, then run motcua migrate",
        )  # fmt: skip
    return Finding(
        "rights", "ok", "nhật ký chỉ thêm và đọc được", "the journal can be added to and read"
    )


def _triggers(own: psycopg.Connection[Any]) -> Iterator[Finding]:
    for table in PAST:
        row = own.execute(
            "SELECT count(*) FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
            r" WHERE tgrelid = %s::regclass AND proname LIKE '%%\_refuse\_change'"
            " AND tgenabled IN ('O', 'A')",
            [table],
        ).fetchone()
        if row is None or row[0] < 2:
            yield Finding(
                "triggers", "wrong", f"{table}: thiếu trigger hoặc bị tắt",
                f"{table}: a trigger is missing or off",
                "có người đã sửa bảng: báo thanh tra, khôi phục từ bản sao lưu",
                "somebody changed the table: tell the inspector, restore from a backup",
            )  # fmt: skip


def _openness(own: psycopg.Connection[Any]) -> Finding:
    keys = settings.KEYS_FOLDER
    if any(not (keys / name).exists() for name in belonging.NEEDED):
        return Finding("data", "note", "thiếu khóa nên chưa xem được", "not looked at without keys")
    if not all(belonging.opens(own, keys)):
        words = f"{keys} không mở được dữ liệu đã lưu", f"{keys} does not open what is stored"
    elif not belonging.finds(own, keys):
        words = f"{keys} không tìm ra người đã lưu", f"{keys} does not find who is stored"
    else:
        return Finding("data", "ok", "mở được bằng khóa ở đây", "opens with the keys that are here")
    return Finding(
        "data", "wrong", *words,
        "dừng hệ thống, chép đúng thư mục keys từ bản sao lưu về (field.key, index.key)",
        "stop everything, put the right keys back from a backup (field.key, index.key)",
    )  # fmt: skip


def _migrations(own: psycopg.Connection[Any]) -> Finding:
    wanted = {
        (path.parent.parent.name, path.stem) for path in up.PACKAGE.glob("**/migrations/0*.py")
    }
    applied = set(own.execute("SELECT app, name FROM django_migrations").fetchall())
    missing = sorted(f"{app}.{name}" for app, name in wanted - applied)
    if missing:
        return Finding(
            "migrations", "wrong", f"chưa chạy: {', '.join(missing)}",
            f"not applied: {', '.join(missing)}",
            "motcua migrate (hoặc motcua up)", "motcua migrate (or motcua up)",
        )  # fmt: skip
    return Finding("migrations", "ok", f"{len(wanted)} đã chạy", f"{len(wanted)} applied")


def _worker(own: psycopg.Connection[Any], *, is_up: bool) -> Finding:
    if not is_up:
        return Finding("worker", "note", "máy chủ không chạy", "the server is not up")
    said = checks.worker(own)
    failing = [str(lane) for (lane,) in own.execute(FAILING, [FAILURES_MAX]).fetchall()]
    if said == "ok" and failing:
        said = f"failing: {', '.join(failing)}"
    if said == "ok":
        row = own.execute("SELECT count(DISTINCT lane) FROM upkeep_lanepulse").fetchone()
        lanes = row[0] if row else 0
        return Finding("worker", "ok", f"{lanes} làn đều chạy", f"all {lanes} lanes come round")
    return Finding(
        "worker", "wrong", f"bộ xử lý nền: {said}", f"worker: {said}",
        "xem log/worker.log hoặc journalctl -u motcua-worker; khởi động lại bộ xử lý nền",
        "see log/worker.log or journalctl -u motcua-worker; restart the worker",
    )  # fmt: skip


def _deliveries(own: psycopg.Connection[Any], *, is_up: bool) -> Iterator[Finding]:
    given_up, late_seconds, notices = own.execute(WAITING).fetchone() or (0, 0, 0)
    if given_up:
        yield Finding(
            "deliveries", "wrong", f"{given_up} lượt chuyển giao đã bỏ cuộc",
            f"{given_up} deliveries gave up",
            "Quản trị → Việc gửi đi: đọc lỗi, bấm Thử lại",
            "Administration → Deliveries: read the error, try again",
        )  # fmt: skip
    if notices:
        yield Finding(
            "notices", "note", f"{notices} tin nhắn, thư không gửi được",
            f"{notices} messages could not be sent",
            "xem số điện thoại, thư điện tử của người nhận; họ vẫn đọc được trên cổng",
            "look at the recipients' numbers and addresses; they can still read them here",
        )  # fmt: skip
    minutes = life_limits.of("linked_sync", on=local_date(datetime.now(UTC))).value
    if is_up and late_seconds > minutes * 60:
        yield Finding(
            "deliveries", "wrong", f"lượt chuyển giao chờ lâu nhất {late_seconds / 60:.0f} phút",
            f"the oldest delivery waits for {late_seconds / 60:.0f} minutes",
            "bộ xử lý nền không theo kịp, hoặc hệ thống ngoài đang dừng: xem nhật ký; hoặc là việc"
            " của một bản khác: xem bộ xử lý nền nào đang chạy",
            "the worker does not keep up, or an outside system is away: see its log; or another"
            " release owes it: see which worker runs",
        )  # fmt: skip
    elif not given_up:
        yield Finding("deliveries", "ok", "không lượt nào kẹt", "none is stuck")


def _readers(own: psycopg.Connection[Any], *, is_up: bool) -> Iterator[Finding]:
    for name, behind in own.execute(BEHIND, [LAG_ENTRIES_MAX + 1]).fetchall():
        if behind > LAG_ENTRIES_MAX and is_up:
            yield Finding(
                "readers", "wrong", f"{name}: chậm hơn {LAG_ENTRIES_MAX} bản ghi",
                f"{name}: over {LAG_ENTRIES_MAX} entries behind",
                "bảng điều hành đứng yên: xem nhật ký bộ xử lý nền",
                "boards stand still: see the worker's log",
            )  # fmt: skip
        else:
            yield Finding(
                "readers", "ok", f"{name}: còn {behind} bản ghi", f"{name}: {behind} entries behind"
            )


def _digest(own: psycopg.Connection[Any], *, is_up: bool) -> Iterator[Finding]:
    """Look whether somebody was told yesterday: a morning without a letter says nothing is well."""
    row = own.execute(TOLD).fetchone()
    today = local_date(datetime.now(UTC))
    if is_up and row and row[0] and (today - row[0]).days > 1:
        yield Finding(
            "digest", "wrong", f"bản tin sáng cuối cùng là ngày {row[0]:%d/%m/%Y}",
            f"the last morning's digest is from {row[0]:%Y-%m-%d}",
            "xem nhật ký bộ xử lý nền: việc digest", "see the worker's log: the job digest",
        )  # fmt: skip
    elif not settings.MAINTAINERS:
        yield Finding(
            "digest", "note", "bản tin sáng không gửi cho ai",
            "the morning's digest goes to nobody",
            "đặt MOTCUA_MAINTAINERS", "set MOTCUA_MAINTAINERS",
        )  # fmt: skip


def _certificates(own: psycopg.Connection[Any], grave: State) -> Iterator[Finding]:
    rows = own.execute(CERTIFICATES, [machine.CERTIFICATE_DAYS_WISHED]).fetchall()
    for kind, owner, until in rows:
        name = f"{kind} {owner}"
        yield machine.ends(
            "certificates", until, at=datetime.now(UTC), grave=grave,
            what_vi=f"chứng thư ký {name}", what_en=f"signing certificate {name}",
        )  # fmt: skip
    if not rows:
        days = machine.CERTIFICATE_DAYS_WISHED
        yield Finding(
            "certificates", "ok", f"không chứng thư ký nào hết hạn trong {days} ngày",
            f"no signing certificate ends within {days} days",
        )  # fmt: skip


def _signing_keys(own: psycopg.Connection[Any]) -> Iterator[Finding]:
    """Look whether each certificate that signs has its key on this machine."""
    folder = settings.KEYS_FOLDER / "signing"
    serials = [str(serial) for (serial,) in own.execute(SIGNERS).fetchall()]
    missing = [serial for serial in serials if not (folder / f"{serial}.p8").exists()]
    if missing:
        names = ", ".join(missing[:5])
        yield Finding(
            "signing keys", "wrong", f"{len(missing)} chứng thư thiếu khóa ở máy này: {names}",
            f"{len(missing)} certificates have no key on this machine: {names}",
            f"chép {folder} từ máy kia hoặc từ bản sao lưu",
            f"copy {folder} from the other machine or from a backup",
        )  # fmt: skip


def _sample(own: psycopg.Connection[Any]) -> Finding:
    row = own.execute(DIFFERENT, {"rows": SAMPLE_ROWS}).fetchone()
    if row and row[0]:
        return Finding(
            "journal", "wrong", f"{row[0]} bản ghi bị sửa",
            f"{row[0]} entries differ from their text",
            "có người sửa nhật ký bằng quyền quản trị: giữ nguyên máy, báo thanh tra",
            "somebody changed the journal with an administrator's rights: tell the inspector",
        )  # fmt: skip
    return Finding(
        "journal", "ok", "các bản ghi được xem khớp với chữ của nó",
        "the entries looked at equal their text",
    )  # fmt: skip
