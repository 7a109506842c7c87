"""Django on the installation's database, for one command, whether or not the server runs."""

import contextlib
import os
from collections.abc import Iterator

import django

from motcua.interfaces.console import database, surroundings
from motcua.interfaces.console.complaints import Complaint
from motcua.interfaces.console.database import Access
from motcua.interfaces.console.surroundings import Surroundings


@contextlib.contextmanager
def opened(given: Surroundings) -> Iterator[Access]:
    """Have the database running and Django set up, in the application's role.

    :raises Complaint: there is no installation here, or it is not finished.
    """
    with database.reachable(given) as access:
        if not database.is_created(access):
            raise Complaint(
                "bản cài đặt chưa tạo xong; hãy chạy lại motcua up hoặc motcua init",
                "the installation is not finished; run motcua up or motcua init again",
            )
        os.environ.update(
            surroundings.environment(
                given,
                application_url=access.application_url,
                owner_url="",
                process="motcua-console",
            )
        )
        django.setup()
        from django.db import connection

        try:
            yield access
        finally:
            connection.close()
