"""The three ways things go wrong.

Refusal: the law or a rule says no. The person is told why; nothing is logged as a fault.
Outage:  something outside failed. We retry, then tell an operator.
Anything else is our bug: let it rise, become a 500, and be fixed.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol


class Problem(Protocol):
    """One thing to mend, and where it stands."""

    @property
    def path(self) -> str: ...
    @property
    def message_vi(self) -> str: ...
    @property
    def message_en(self) -> str: ...


class Refusal(Exception):
    """A rule says no. Subclass it next to the operation that raises it."""

    code = "refusal"
    http_status = 409
    message_vi = "Không thực hiện được."
    message_en = "This cannot be done."
    problems: Sequence[Problem] = ()

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(self.sentence("vi"))

    def sentence(self, language: str) -> str:
        """Return what to tell the person, with the facts in it."""
        message = self.message_en if language == "en" else self.message_vi
        return message.format(**self.details)

    def as_json(self) -> dict[str, Any]:
        """Return the one shape in which machines are told of it: code, both languages, places."""
        problems = [
            {"field": one.path, "message_vi": one.message_vi, "message_en": one.message_en}
            for one in self.problems
        ]
        said = {"message_vi": self.sentence("vi"), "message_en": self.sentence("en")}
        return {"error": {"code": self.code, **said, "problems": problems}}


class NotFound(Refusal):
    """Not there, or not for this person: we never say which."""

    code = "not_found"
    http_status = 404
    message_vi = "Không tìm thấy trang hoặc hồ sơ này."
    message_en = "This page or dossier was not found."


class Forbidden(Refusal):
    """The page is no secret, but this person's post does not give the right to it."""

    code = "forbidden"
    http_status = 403
    message_vi = "Chức danh hiện tại của bạn chưa có quyền mở trang này."
    message_en = "Your present post does not give access to this page."


class Outage(Exception):
    """An outside system failed us. `permanent` means a retry cannot help."""

    def __init__(self, system: str, reason: str, *, permanent: bool = False) -> None:
        super().__init__(f"{system}: {reason}")
        self.system, self.reason, self.permanent = system, reason, permanent


class Overtaken(Outage):
    """Another message has to go first. Nobody failed: it is put off, and that counts as no try."""

    def __init__(self, system: str, *, until: datetime) -> None:
        super().__init__(system, "an earlier message goes first")
        self.until = until
