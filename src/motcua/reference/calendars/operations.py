"""Acts on calendars: load a file of days, enter a decree."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID, uuid4

from django.db import transaction

from motcua.reference.calendars import definition, queries, rules
from motcua.reference.calendars.definition import DayRecord, DecreeRecord, Remark
from motcua.reference.calendars.events import DecreeCorrected, DecreeEntered
from motcua.reference.calendars.models import (
    CalendarDay,
    Decree,
    DecreeStatus,
    Edition,
)
from motcua.spine.actors import Actor
from motcua.spine.errors import Forbidden, Refusal
from motcua.spine.journal import operations as journal
from motcua.spine.journal.events import Event

MAY_CHANGE = frozenset({"administrator", "system"})
Progress = Callable[[int, int], None]


class UnreadableFile(Refusal):
    code = "calendar_file_unreadable"
    http_status = 422
    message_vi = "Tệp {name} không phải danh sách ngày nghỉ đọc được: {reason}."
    message_en = "The file {name} is no list of holidays we can read: {reason}."


class DecreeExists(Refusal):
    code = "decree_exists"
    message_vi = "Đã có văn bản mang mã {code}. Mở văn bản đó, hoặc ghi mã khác."
    message_en = "There is already a decree with the code {code}. Open it, or give another code."


class DecreeEmpty(Refusal):
    code = "decree_empty"
    http_status = 422
    message_vi = "Văn bản chưa có ngày nào và không thay văn bản nào. Ghi ít nhất một ngày."
    message_en = "The decree has no day and replaces no other. Give at least one day."


class DayUnfit(Refusal):
    code = "decree_day_unfit"
    http_status = 422
    message_vi = "Ngày {day} không ghi được: {reason_vi}"
    message_en = "The day {day} cannot be entered: {reason_en}"


class AlreadyReplaced(Refusal):
    code = "decree_already_replaced"
    message_vi = "Văn bản {code} đã được thay bằng {by}. Chọn văn bản còn hiệu lực."
    message_en = "The decree {code} was already replaced by {by}. Choose one in force."


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadResult:
    """What became of the days of a file; `read` is the sum of the four that follow."""

    read: int
    loaded: int
    changed: int
    unchanged: int
    rejected: int
    report: list[Remark]


def load(
    path: Path, *, actor: Actor, at: datetime, progress: Progress = lambda done, of: None
) -> LoadResult:
    """Read a file of official days into decrees, one a year and standing.

    :raises UnreadableFile: it is not JSON, or no list of days.
    """
    try:
        records, remarks = definition.read(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise UnreadableFile(name=path.name, reason=error.strerror) from error
    except (ValueError, RecursionError, definition.UnknownFormat) as error:
        raise UnreadableFile(name=path.name, reason="không phải danh sách JSON") from error
    return _load(records, remarks, actor=actor, at=at, progress=progress)


@transaction.atomic
def _load(
    records: list[DecreeRecord],
    remarks: list[Remark],
    *,
    actor: Actor,
    at: datetime,
    progress: Progress,
) -> LoadResult:
    lock_for(actor)
    facts: list[tuple[Event, str]] = []
    loaded = changed = unchanged = 0
    for done, record in enumerate(records, start=1):
        decree = Decree.objects.filter(code=record.code).first()
        if decree is None:
            decree = _create_from(record, at=at)
            facts.append((_entered(decree, record.days), decree.subject))
            loaded += len(record.days)
        else:
            new, other = _bring_up_to_date(decree, record)
            loaded, changed = loaded + len(new), changed + len(other)
            unchanged += len(record.days) - len(new) - len(other)
            if new or other:
                corrected = DecreeCorrected(days=_listed([*new, *other]))
                facts.append((corrected, decree.subject))
        progress(done, len(records))
    if facts:
        turn_page()
        journal.record_many(facts, actor=actor, at=at)
    return LoadResult(
        read=loaded + changed + unchanged + len(remarks),
        loaded=loaded,
        changed=changed,
        unchanged=unchanged,
        rejected=len(remarks),
        report=remarks,
    )


@transaction.atomic
def enter_decree(
    *,
    code: str,
    number: str,
    title_vi: str,
    title_en: str,
    issued_on: date | None,
    is_estimated: bool,
    days: Sequence[DayRecord],
    replaces: str,
    actor: Actor,
    at: datetime,
    act_id: UUID | None = None,
) -> Decree:
    """Add a decree; with `replaces`, the one it replaces no longer counts.

    :raises Forbidden: the actor keeps no calendars.
    :raises Refusal: as `check_decree` does.
    """
    lock_for(actor)
    old = check_decree(code=code, days=days, replaces=replaces)
    covers_from, covers_to = _span(days, old)
    decree = Decree.objects.create(
        code=code,
        number=number,
        title_vi=title_vi,
        title_en=title_en,
        issued_on=issued_on,
        status=DecreeStatus.ESTIMATED if is_estimated else DecreeStatus.ANNOUNCED,
        replaces=old,
        covers_from=covers_from,
        covers_to=covers_to,
        entered_at=at,
    )
    _add_days(decree, days)
    turn_page()
    _record(decree, days, actor=actor, at=at, act_id=act_id)
    return decree


def _record(
    decree: Decree, days: Sequence[DayRecord], *, actor: Actor, at: datetime, act_id: UUID | None
) -> None:
    entered = _entered(decree, days)
    journal.record(entered, subject=decree.subject, actor=actor, at=at, act_id=act_id)


def _span(days: Sequence[DayRecord], old: Decree | None) -> tuple[date, date]:
    """Return the first and the last day the decree speaks of, by itself or by replacing."""
    spoken_of = [day.on for day in days]
    spoken_of += [old.covers_from, old.covers_to] if old is not None else []
    return min(spoken_of), max(spoken_of)


def check_decree(*, code: str, days: Sequence[DayRecord], replaces: str) -> Decree | None:
    """Refuse a decree that cannot be entered; return the one it would replace.

    :raises DecreeExists: the code is taken.
    :raises DecreeEmpty: it has no day and replaces nothing.
    :raises DayUnfit: a day is given twice, or is worked though no weekend.
    :raises AlreadyReplaced: another decree has replaced that one.
    """
    if Decree.objects.filter(code=code).exists():
        raise DecreeExists(code=code)
    old = queries.decree(replaces) if replaces else None
    if old is not None:
        by = Decree.objects.filter(replaces=old).first()
        if by is not None:
            raise AlreadyReplaced(code=old.code, by=by.code)
    if not days and old is None:
        raise DecreeEmpty()
    seen: set[date] = set()
    for day in days:
        shown = day.on.strftime("%d/%m/%Y")
        if day.on in seen:
            raise DayUnfit(day=shown, reason_vi="ngày ghi hai lần.", reason_en="it is given twice.")
        if not rules.FIRST_DAY <= day.on <= rules.LAST_DAY:
            raise DayUnfit(
                day=shown, reason_vi="năm ngoài 2000-2069.", reason_en="outside 2000-2069."
            )
        if not day.kind.is_off and day.on.weekday() < rules.SATURDAY:
            vi, en = "ngày làm bù phải là thứ Bảy hoặc Chủ nhật.", "a day worked is a weekend day."
            raise DayUnfit(day=shown, reason_vi=vi, reason_en=en)
        seen.add(day.on)
    return old


def lock_for(actor: Actor) -> None:
    """Let one person who may change the calendars do so at a time."""
    if not actor.roles & MAY_CHANGE:
        raise Forbidden()
    Edition.objects.get_or_create(id=1, defaults={"stamp": uuid4()})
    Edition.objects.select_for_update().get(id=1)


def turn_page() -> None:
    """Let every process work its calendars out anew."""
    Edition.objects.filter(id=1).update(stamp=uuid4())


def _create_from(record: DecreeRecord, *, at: datetime) -> Decree:
    covers_from, covers_to = record.covers
    provenance = record.provenance
    decree = Decree.objects.create(
        code=record.code,
        title_vi=provenance.title_vi.format(year=record.year),
        title_en=provenance.title_en.format(year=record.year),
        status=DecreeStatus.ESTIMATED if provenance.is_estimated else DecreeStatus.ANNOUNCED,
        needs_check=provenance.needs_check,
        covers_from=covers_from,
        covers_to=covers_to,
        entered_at=at,
    )
    _add_days(decree, record.days)
    return decree


def _bring_up_to_date(
    decree: Decree, record: DecreeRecord
) -> tuple[list[DayRecord], list[DayRecord]]:
    """Add the days the decree lacks and mend those it has otherwise; remove none."""
    had = {day.on: day for day in decree.days.all()}
    new = [day for day in record.days if day.on not in had]
    other = [day for day in record.days if day.on in had and _differs(had[day.on], day)]
    _add_days(decree, new)
    for day in other:
        CalendarDay.objects.filter(decree=decree, on=day.on).update(**_columns(day))
    return new, other


def _differs(row: CalendarDay, day: DayRecord) -> bool:
    return any(getattr(row, name) != value for name, value in _columns(day).items())


def _add_days(decree: Decree, days: Sequence[DayRecord]) -> None:
    CalendarDay.objects.bulk_create(
        CalendarDay(decree=decree, on=day.on, **_columns(day)) for day in days
    )


def _columns(day: DayRecord) -> dict[str, object]:
    return {
        "kind": day.kind.value,
        "name_vi": day.name_vi,
        "name_en": day.name_en,
        "source": day.source,
        "in_place_of": day.in_place_of,
    }


def _entered(decree: Decree, days: Sequence[DayRecord]) -> DecreeEntered:
    return DecreeEntered(
        status=decree.status,
        issued_on=decree.issued_on,
        replaces=decree.replaces.code if decree.replaces else "",
        days=_listed(days),
    )


def _listed(days: Sequence[DayRecord]) -> list[str]:
    return sorted(f"{day.on.isoformat()} {day.kind.value}" for day in days)
