"""What changed between the processes of two versions, in sentences a person reads. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from motcua.reference.procedures.rules.difference import Change
from motcua.reference.procedures.rules.flow import graph, naming
from motcua.reference.procedures.rules.flow.graph import Flow, Task

STEPS, PAPERS, RESULTS = "steps", "papers", "results"
LANGUAGES = ("vi", "en")
Values = Mapping[str, Any] | None
Names = Mapping[str, naming.Words] | None


def changes(old: Values, new: Values, *, named: Names = None) -> list[Change]:
    """Return every difference of steps, papers and results; none if both say the same."""
    if old == new:
        return []
    return [
        *_steps(graph.of_values(old or {}), graph.of_values(new or {}), named),
        *_papers(old or {}, new or {}),
        *_results(old or {}, new or {}),
    ]


def _steps(old: Flow, new: Flow, named: Names) -> Iterator[Change]:
    pairs = _paired(old, new)
    for task in old.tasks:
        if task.order not in pairs:
            yield Change(STEPS, f"Bỏ bước “{task.name_vi}”", f"Step removed: “{_en(task)}”")
    known = {after: before for before, after in pairs.items()}
    for task in new.tasks:
        if task.order in known:
            yield from _step(old.task(known[task.order]), task, named)
        else:
            vi, en = (_described(task, language, named) for language in LANGUAGES)
            yield Change(STEPS, f"Thêm bước {task.order}: {vi}", f"Step {task.order} added: {en}")
    yield from _order(old, new, pairs)


def _paired(old: Flow, new: Flow) -> dict[int, int]:
    """Return which step of the old is which of the new: by name, then by who does it, in turn."""
    pairs: dict[int, int] = {}
    for take in (_by_name, _by_owner):
        left = [task for task in new.tasks if task.order not in pairs.values()]
        for task in old.tasks:
            same = next((one for one in left if take(one) == take(task)), None)
            if task.order not in pairs and same is not None:
                pairs[task.order] = same.order
                left.remove(same)
    return pairs


def _by_name(task: Task) -> object:
    return " ".join(task.name_vi.casefold().split())


def _by_owner(task: Task) -> object:
    return task.owner, task.role, task.waits


def _step(old: Task, new: Task, named: Names) -> Iterator[Change]:
    vi, en = f"Bước “{new.name_vi}”", f"Step “{_en(new)}”"
    if old.name_vi != new.name_vi:
        yield Change(
            STEPS,
            f"Bước “{old.name_vi}” đổi tên thành “{new.name_vi}”",
            f"Step “{_en(old)}” is now called “{_en(new)}”",
        )
    if (old.owner, old.role) != (new.owner, new.role):
        was, now = ([_who(task, language, named) for language in LANGUAGES] for task in (old, new))
        yield Change(
            STEPS, f"{vi}: người làm từ {was[0]} thành {now[0]}",
            f"{en}: done by {now[1]} instead of {was[1]}",
        )  # fmt: skip
    if old.span != new.span:
        was, now = (
            [naming.span(task.span, language) for language in LANGUAGES] for task in (old, new)
        )
        yield Change(
            STEPS, f"{vi}: thời hạn từ {was[0]} thành {now[0]}",
            f"{en}: limit from {was[1]} to {now[1]}",
        )  # fmt: skip
    if old.waits != new.waits:
        yield (
            Change(STEPS, f"{vi} nay chờ người nộp", f"{en} now waits for the applicant")
            if new.waits
            else Change(STEPS, f"{vi} không còn chờ người nộp", f"{en} no longer waits")
        )
    if set(old.papers) != set(new.papers):
        codes = ", ".join(new.papers) or "–"
        yield Change(STEPS, f"{vi}: giấy tờ cần là {codes}", f"{en}: needs the papers {codes}")
    if old.result != new.result:
        result = new.result or "–"
        yield Change(STEPS, f"{vi}: kết quả là {result}", f"{en}: makes the result {result}")


def _order(old: Flow, new: Flow, pairs: Mapping[int, int]) -> Iterator[Change]:
    """Tell which steps now come after others than before, by their names."""
    back = {after: before for before, after in pairs.items()}
    for before, after in pairs.items():
        was = {pairs[one] for one in old.before[before] if one in pairs}
        now = {one for one in new.before[after] if one in back}
        if was == now or not _is_known(old.before[before], pairs, new.before[after], back):
            continue
        task = new.task(after)
        vi = ", ".join(f"“{new.task(one).name_vi}”" for one in sorted(now))
        en = ", ".join(f"“{_en(new.task(one))}”" for one in sorted(now))
        yield Change(
            STEPS,
            f"Bước “{task.name_vi}” nay làm {'sau ' + vi if vi else 'đầu tiên'}",
            f"Step “{_en(task)}” now comes {'after ' + en if en else 'first'}",
        )


def _is_known(
    was: frozenset[int], pairs: Mapping[int, int], now: frozenset[int], back: Mapping[int, int]
) -> bool:
    """Say whether the change is of order alone: a step added or removed tells itself."""
    return all(one in pairs for one in was) and all(one in back for one in now)


def _papers(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before = {str(row.get("code")): row for row in graph.tables(old.get("components"))}
    for row in graph.tables(new.get("components")):
        was = before.get(str(row.get("code")))
        if was is None:
            continue
        vi, en = (str(row.get(f"name_{language}") or "") for language in LANGUAGES)
        held, now = (bool({"lookup", "reuse"} & set(one.get("fulfilment") or ()))
                     for one in (was, row))  # fmt: skip
        if held != now:
            yield (
                Change(PAPERS, f"“{vi}”: nay tra cứu được, không bắt nộp", f"“{en}”: looked up now")
                if now
                else Change(
                    PAPERS, f"“{vi}”: không còn tra cứu được", f"“{en}”: no longer looked up"
                )
            )


def _results(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before = {str(row.get("code")): row for row in graph.tables(old.get("results"))}
    for row in graph.tables(new.get("results")):
        was = before.get(str(row.get("code")))
        if was is None or was.get("signed_by", "head") == row.get("signed_by", "head"):
            continue
        signer = str(row.get("signed_by", "head"))
        yield Change(
            RESULTS,
            f"“{row.get('name_vi')}”: nay do {naming.role(signer, 'vi').lower()} ký",
            f"“{row.get('name_en') or row.get('name_vi')}”: signed by"
            f" {naming.role(signer, 'en').lower()} now",
        )


def _described(task: Task, language: str, named: Names) -> str:
    name = naming.name(task, language)
    return f"“{name}” ({_who(task, language, named)}; {naming.span(task.span, language)})"


def _who(task: Task, language: str, named: Names) -> str:
    return f"{naming.role(task.role, language)}, {naming.owner(task.owner, language, named)}"


def _en(task: Task) -> str:
    return task.name_en or task.name_vi
