from datetime import date

import pytest

from motcua.casework.national.rules import reporting

RULES = reporting.read("""
[[reporting]]
report = true
valid_from = 2022-06-23
basis = "all"
confidence = "second-hand"

[[reporting]]
report = false
organisations = ["H80.40"]
valid_from = 2026-03-01
valid_to = 2026-06-01
basis = "its line is being laid"
confidence = "illustrative"

[[reporting]]
report = false
procedures = ["1.001193"]
valid_from = 2026-05-01
basis = "the ministry's system reports it"
confidence = "illustrative"
""")


@pytest.mark.parametrize(
    ("says", "procedure", "receiving", "on", "is_reported"),
    [
        ("before there was a duty", "2.000815", "H80.88.01", date(2022, 6, 22), False),
        ("everything is, by default", "2.000815", "H80.88.01", date(2026, 4, 1), True),
        ("a unit below one that rests", "2.000815", "H80.40.01", date(2026, 4, 1), False),
        ("another whose code begins alike", "2.000815", "H80.401", date(2026, 4, 1), True),
        ("its rest is over", "2.000815", "H80.40.01", date(2026, 6, 1), True),
        ("a procedure somebody else reports", "1.001193", "H80.88.01", date(2026, 7, 1), False),
    ],
)
def test_the_last_rule_that_speaks_decides(
    says: str, procedure: str, receiving: str, on: date, is_reported: bool
) -> None:
    found = reporting.decide(RULES, procedure=procedure, receiving=receiving, on=on)

    assert found is is_reported, says


def test_everything_is_reported_as_delivered() -> None:
    assert all(rule.report and rule.basis for rule in reporting.every())
    assert reporting.is_on(procedure="x", receiving="H80", on=date(2026, 11, 2))


def test_a_rule_with_an_unknown_word_is_refused() -> None:
    with pytest.raises(ValueError, match="until"):
        reporting.read('[[reporting]]\nreport = true\nuntil = "x"')
