"""Three figures of one ledger: each row is a life an officer would recognise."""

from collections.abc import Sequence
from datetime import datetime

from motcua.casework.dossiers.rules import clock_law, clock_ledger, deadlines
from motcua.casework.dossiers.rules.clock_ledger import End, Mark, Terms
from motcua.casework.dossiers.rules.deadlines import Limit
from motcua.reference.calendars.rules import WorkingCalendar
from motcua.spine import law
from motcua.spine.dates import VIETNAM

PLAIN = WorkingCalendar()
TERMS = Terms(Limit(value=5, unit="working_day"), None, PLAIN)


def at(text: str) -> int:
    return deadlines.micros(datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=VIETNAM))


# Received on Monday the 16th, asked on Wednesday, complete on Friday, received again on Monday.
START = Mark("start", at("16T09:00"), "received", "01:H:2026:1", at("23T17:00"))
ASKED = Mark("stop", at("18T09:00"), "supplement", "02:H:2026:1")
COMPLETE = Mark("resume", at("20T09:00"), "supplement")
AGAIN = Mark("restart", at("23T09:00"), "received", "01:H:2026:2", at("30T17:00"))


def ledger(*marks: Mark) -> clock_ledger.Ledger:
    read = clock_ledger.read(marks)
    assert read is not None
    return read


def flag(*marks: Mark, ends: Sequence[End] = (), asked: int = 1, now: str = "30T17:00") -> object:
    found = clock_ledger.on_time(
        ledger(*marks), TERMS, ends=ends, asked=[ASKED.at] * asked, now=at(now)
    )
    return (found.is_on_time, found.why)


def test_the_three_figures_of_one_life_differ() -> None:
    life = ledger(START, ASKED, COMPLETE, AGAIN)

    assert clock_ledger.legal_due(life, TERMS) == at("30T17:00")
    assert life.first_promised == at("23T17:00")
    assert clock_ledger.national_due(life, TERMS) == at("25T17:00")


def test_a_dossier_in_time_by_law_may_be_late_for_the_index() -> None:
    done = [End("settled", at("27T10:00"))]

    assert flag(START, ASKED, COMPLETE, AGAIN, ends=done) == (False, "ended")


def test_a_second_request_counts_as_late_whatever_the_days() -> None:
    done = [End("settled", at("17T10:00"))]

    assert flag(START, ends=done, asked=2) == (False, "asked_again")


def test_settled_counts_before_returned_and_returned_before_refused() -> None:
    ends = [
        End("refused", at("17T09:00")),
        End("returned", at("29T09:00")),
        End("settled", at("20T09:00")),
    ]

    found = clock_ledger.on_time(ledger(START), TERMS, ends=ends, asked=[], now=at("30T17:00"))

    assert found.end == at("20T09:00")
    assert found.is_on_time is True


def test_who_waits_for_the_applicant_ended_with_the_request() -> None:
    assert flag(START, ASKED) == (True, "waits_for_applicant")


def test_what_is_not_finished_is_compared_with_the_end_of_the_period() -> None:
    assert flag(START, asked=0, now="20T09:00") == (True, "unfinished")
    assert flag(START, asked=0, now="24T09:00") == (False, "unfinished")


def test_without_a_limit_nothing_can_be_said() -> None:
    found = clock_ledger.on_time(ledger(START), None, ends=[], asked=[], now=at("30T17:00"))

    assert (found.is_on_time, found.why) == (None, "no_limit")


def test_an_appointment_stands_until_the_limit_starts_anew() -> None:
    apology = Mark("appoint", at("20T10:00"), "late", "04:H:2026:1", at("26T17:00"))

    assert clock_ledger.appointed_due(ledger(START, apology), TERMS) == at("26T17:00")
    assert clock_ledger.legal_due(ledger(START, apology), TERMS) == at("23T17:00")
    again = ledger(START, apology, AGAIN)
    assert clock_ledger.appointed_due(again, TERMS) == at("30T17:00")


def test_an_outage_moves_the_appointment_by_the_working_days_it_took() -> None:
    apology = Mark("appoint", at("20T10:00"), "late", "04:H:2026:1", at("26T17:00"))
    down = Mark("stop", at("23T08:00"), "outage")
    up = Mark("resume", at("25T08:00"), "outage")

    assert clock_ledger.appointed_due(ledger(START, apology, down, up), TERMS) == at("30T17:00")


def test_every_rule_says_where_it_stands_and_how_sure_that_is() -> None:
    rules = clock_law.every()

    assert {rule.code for rule in rules} >= {
        clock_law.SUPPLEMENT_COMPLETED,
        clock_law.ENDS_ON_DAY_OFF,
        clock_law.TRANSFER,
        clock_law.NATIONAL_ON_TIME,
    }
    for rule in rules:
        assert rule.basis
        assert rule.confidence in law.CONFIDENCES
