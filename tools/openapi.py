"""Write docs/api/openapi.json from the endpoints; a test compares the two."""

import os
from pathlib import Path

import django

DOCUMENT = Path(__file__).parent.parent / "docs" / "api" / "openapi.json"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
    django.setup()
    from motcua.interfaces.api import document

    DOCUMENT.write_text(document.as_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
