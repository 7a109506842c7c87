"""Every rule applied to one subject. Pure."""

from motcua.reference.procedures.rules.lint import flows, papers
from motcua.reference.procedures.rules.lint.findings import Finding
from motcua.reference.procedures.rules.lint.subject import Subject

CHECKS = (*flows.CHECKS, *papers.CHECKS)


def findings(subject: Subject) -> list[Finding]:
    """Return what is wrong, errors first, each list in the order of the steps."""
    found = [one for check in CHECKS for one in check(subject)]
    # Two rules may see the same thing from two sides; a person is told once.
    once = {(one.code, one.step, one.sentence("vi")): one for one in found}
    return sorted(once.values(), key=lambda one: (not one.is_error, one.step or 0))
