"""Once a day: what is broken, gathered and told to those who look after the installation."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import psycopg
from django.conf import settings

from motcua.casework.coordination import jobs as coordination
from motcua.casework.coordination.queries import untaken as neglected_parts
from motcua.casework.dossiers.queries import accesses, neglected
from motcua.casework.national.queries import books as national
from motcua.interfaces.console import doctor
from motcua.interfaces.console.home import Home
from motcua.interfaces.health import counting
from motcua.measurement.upkeep import operations, queries
from motcua.measurement.upkeep.definition import Finding
from motcua.spine import clock
from motcua.spine.dates import VIETNAM, local_date
from motcua.spine.journal import queries as journal

LOOKED_BACK = timedelta(days=1)
HOUR = 6  # Before the offices open.


def make_once_a_day(*, real_at: datetime | None = None) -> bool:
    """Make today's digest once the hour has come. Say whether one was made."""
    now = real_at or clock.real_now()
    day = local_date(now)
    if now.astimezone(VIETNAM).hour < HOUR or queries.has_digest(day):
        return False
    errors = errors_seen()
    before = queries.errors_seen_before(day)
    # The web server counts from its own start: a smaller number is a new count.
    findings = list(gather(errors=errors - before if errors >= before else errors))
    made = operations.make_digest(
        day, findings, errors_seen=errors, maintainers=settings.MAINTAINERS,
        at=clock.now(), real_at=now,
    )  # fmt: skip
    return made is not None


def tell_of_untaken(*, at: datetime | None = None) -> int:
    """Tell the maintainers, on the day itself, of parts that agencies have not received."""
    found = coordination.alert_untaken(at=at)
    operations.tell_of_untaken(found, maintainers=settings.MAINTAINERS, at=at or clock.now())
    return found.total()


def gather(*, errors: int) -> Iterator[Finding]:
    """Look as the doctor does, and count what people wait for in vain."""
    standing = journal.clock()
    assert standing is not None, "A worker works in an installation that is made."
    grave = doctor.gravity((standing.kind, standing.is_demo))
    yield from doctor.of_the_machine(Home(settings.MOTCUA_HOME), grave=grave)
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as own:
        yield from doctor.of_the_database(own, is_up=True, grave=grave)
    yield from doctor.of_the_processes()
    if errors:
        yield Finding(
            "errors", "wrong", f"{errors} lỗi của chúng ta (5xx) từ bản tin trước",
            f"{errors} errors of ours (5xx) since the digest before",
            "tìm các dòng \"error\" trong nhật ký, gửi kèm request_id",
            'find the lines with "error" in the log, report their request_id',
        )  # fmt: skip
    if unheld := neglected.without_holder(at=clock.now()):
        yield Finding(
            "dossiers", "wrong", f"{unheld} hồ sơ đang giải quyết không ai giữ, đứng yên 3 ngày",
            f"{unheld} dossiers are in nobody's hands and stood still for 3 days",
            "nhắc trưởng đơn vị: Hồ sơ → chưa ai nhận", "remind the heads: Dossiers → nobody's",
        )  # fmt: skip
    if late := neglected.unacknowledged():
        yield Finding(
            "dossiers", "wrong", f"{late} hồ sơ quá hạn trả lời tiếp nhận",
            f"{late} dossiers are past the time for an acknowledgement",
            "nhắc bộ phận một cửa: tiếp nhận hoặc yêu cầu bổ sung",
            "remind the one-stop desks: receive them or ask for a supplement",
        )  # fmt: skip
    yield from of_look_ups()
    yield from of_the_nation()


def of_look_ups() -> Iterator[Finding]:
    """Count the officers who asked for more people's numbers than a counter needs."""
    if officers := accesses.count_at_limit(since=clock.real_now() - LOOKED_BACK):
        yield Finding(
            "lookups", "wrong", f"{officers} cán bộ bị từ chối vì tra quá nhiều số định danh",
            f"{officers} officers were refused for looking up too many personal numbers",
            "thanh tra mở Lượt xem", "the inspector opens Who looked",
        )  # fmt: skip


def of_the_nation() -> Iterator[Finding]:
    """Count the files that officers miss in dossiers filed at the national portal."""
    if failed := national.files_not_here()[1]:
        yield Finding(
            "national_files", "wrong", f"{failed} tệp nộp trên Cổng quốc gia không lấy được",
            f"{failed} files filed at the national portal could not be had",
            "mở Đối chiếu với Cổng quốc gia, nhắc cán bộ lấy lại hoặc yêu cầu bổ sung",
            "open the comparison with the national portal; officers fetch again or ask for papers",
        )  # fmt: skip

    if untaken := neglected_parts.overdue_by_agency(at=clock.now()):
        count, units = untaken.total(), ", ".join(sorted(untaken))
        yield Finding(
            "links", "wrong", f"{count} phần việc chưa được cơ quan liên thông báo nhận: {units}",
            f"{count} parts were not received by linked agencies: {units}",
            "kiểm tra kết nối; nhắc cơ quan ấy mở hàng việc",
            "look at the link; remind the agency to open its queue",
        )  # fmt: skip


def errors_seen() -> int:
    """Return how many answers were our own mistake since the web server began."""
    counted = counting.totals(counting.folder())
    return sum(sum(one.buckets) for one in counted if one.status == "5xx")
