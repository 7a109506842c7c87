"""One JSON object a line: for a person with grep, and for a machine. No personal data.

What an exception says may hold what a person typed, so only its kind and where it happened are
written down; of Django's own words only the first, for the rest is a path.
"""

import json
import logging
import traceback
from datetime import UTC, datetime

from motcua.interfaces.health.requests import request_id

FRAMES_MAX = 12
_PATHS_IN_ARGUMENTS = ("django.request", "django.security.csrf", "django.security.DisallowedHost")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "words": _words(record),
        }
        if name := request_id.get():
            line["request_id"] = name
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__qualname__
            frames = traceback.extract_tb(record.exc_info[2])[-FRAMES_MAX:]
            line["where"] = [f"{each.filename}:{each.lineno} {each.name}" for each in frames]
        return json.dumps(line, ensure_ascii=False, default=str)


def _words(record: logging.LogRecord) -> str:
    if record.name in _PATHS_IN_ARGUMENTS:
        return str(record.args[0] if isinstance(record.args, tuple) and record.args else "")[:80]
    return record.getMessage()
