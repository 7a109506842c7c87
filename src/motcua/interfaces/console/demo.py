"""The demo province: which fixtures are loaded, in which order, by whose operations.

Each step may be repeated without harm, so a killed start goes on where it was.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import django
from django.conf import settings
from django.db import DatabaseError

from motcua.interfaces.console import demo_keys, simulating, tie
from motcua.interfaces.console.complaints import Complaint, from_import, from_system
from motcua.interfaces.console.home import Home, keep_secret
from motcua.interfaces.console.progress import Progress, say, step
from motcua.spine.actors import SYSTEM
from motcua.spine.errors import Refusal

NOTE = "demo"
PRETEND_BANK_BIN = "999999"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    code: str
    label: str
    load: Callable[[Home, Progress], None]


def main() -> None:
    tie.to_who_sent_us()
    try:
        django.setup()
        load(Home(settings.MOTCUA_HOME))
    except OSError as error:
        say(f"motcua: {from_system(error)}")
        sys.exit(1)
    except ImportError as error:
        say(f"motcua: {from_import(error)}")
        sys.exit(1)
    except (Complaint, DatabaseError, Refusal) as error:
        say(f"motcua: {' '.join(str(error).split())}")
        sys.exit(1)


def load(home: Home) -> None:
    """Load the steps that are not done yet."""
    done = set(steps_done(home))
    for one in STEPS:
        if one.code in done:
            continue
        with step(one.label) as progress:
            one.load(home, progress)
        done.add(one.code)
        home.keep_note(NOTE, {"done": sorted(done)})


def is_whole(home: Home) -> bool:
    return {one.code for one in STEPS} <= set(steps_done(home))


def steps_done(home: Home) -> list[str]:
    done = home.note(NOTE).get("done", [])
    return [str(code) for code in done] if isinstance(done, list) else []


def print_accounts(home: Home, *, as_json: bool) -> int:
    """Print who can sign in to the demo.

    :raises Complaint: it is no demo.
    """
    if not home.demo_accounts.exists():
        raise Complaint(
            "đây không phải bản trình diễn nên không có tài khoản mẫu",
            "this is no demo installation: it has no sample accounts",
        )
    accounts = json.loads(home.demo_accounts.read_text())
    if as_json:
        sys.stdout.write(json.dumps(accounts, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(lines_of(accounts))
    return 0


def lines_of(accounts: list[dict[str, str]]) -> str:
    """Return a line for each account, aligned."""
    return "".join(
        f"  {account['role']:17} {account['login']:12} {account['unit']:10} "
        f"{account.get('password') or account.get('api_key'):24} "
        f"{account.get('signing_passphrase', '')}".rstrip()
        + "\n"
        for account in accounts
    )


def _file(name: str) -> Path:
    return Path(str(resources.files("motcua.data").joinpath(name)))


def _organisations(home: Home, progress: Progress) -> None:
    from motcua.reference.organisations.operations import loading
    from motcua.spine import clock

    file = _file("organisations/long_an_tay_ninh.json")
    loading.load(file, actor=SYSTEM, at=clock.now(), progress=progress)


def _calendar(home: Home, progress: Progress) -> None:
    from motcua.reference.calendars import operations
    from motcua.spine import clock

    file = _file("calendars/holidays_vn_2021_2027.json")
    operations.load(file, actor=SYSTEM, at=clock.now(), progress=progress)


def _procedures(home: Home, progress: Progress) -> None:
    from motcua.reference.procedures.operations import loading
    from motcua.spine import clock

    file = _file("procedures/catalogue.json.gz")
    loading.load_file(file, actor=SYSTEM, at=clock.now(), progress=progress)


def _definitions(home: Home, progress: Progress) -> None:
    from motcua.reference.finding import operations as finding
    from motcua.reference.procedures.operations import definitions
    from motcua.spine import clock

    definitions.publish_folder(actor=SYSTEM, at=clock.now(), progress=progress)
    finding.reindex(at=clock.now())


def _workflows(home: Home, progress: Progress) -> None:
    from motcua.reference.workflows import operations
    from motcua.spine import clock

    file = _file("workflows/workflows.toml")
    operations.load(file, actor=SYSTEM, at=clock.now(), progress=progress)


def _people(home: Home, progress: Progress) -> None:
    from motcua.reference.people.operations import demo
    from motcua.spine import clock

    opened = demo.open_demo_accounts(
        actor=SYSTEM, at=clock.now(), real_at=clock.real_now(), progress=progress
    )
    accounts = [
        {
            "login": account.login,
            "password": account.password,
            "totp_secret": account.totp_secret,
            "role": account.role,
            "unit": account.unit,
        }
        for account in opened.accounts
    ]
    key = {
        "login": "api",
        "password": None,
        "totp_secret": None,
        "role": "api_client",
        "unit": "",
        "api_key": opened.api_key,
    }
    home.demo_accounts.unlink(missing_ok=True)
    keep_secret(home.demo_accounts, json.dumps([*accounts, key], ensure_ascii=False, indent=1))


def _payees(home: Home, progress: Progress) -> None:
    """Give every centre an account at a bank that does not exist, so that nobody can pay it."""
    from motcua.capabilities.payments.operations import payees
    from motcua.casework.post import tariff
    from motcua.reference.organisations import queries as organisations
    from motcua.spine import clock
    from motcua.spine.dates import local_date

    payees.name_payee(
        organisation=tariff.receiver().code,
        bank_bin=PRETEND_BANK_BIN,
        account_number="1900999999",
        holder="BUU DIEN VIET NAM",
        actor=SYSTEM,
        at=clock.now(),
    )
    centres = list(organisations.centres(on=local_date(clock.now())))
    for number, centre in enumerate(centres, start=1):
        payees.name_payee(
            organisation=centre.code,
            bank_bin=PRETEND_BANK_BIN,
            account_number=f"1900{number:06d}",
            holder=f"TRUNG TAM PVHCC {centre.code}",
            actor=SYSTEM,
            at=clock.now(),
        )
        progress(number, len(centres))


STEPS = (
    Step(code="organisations", label="Nạp cơ quan, đơn vị / Organisations", load=_organisations),
    Step(code="calendar", label="Nạp lịch nghỉ / Calendar", load=_calendar),
    Step(code="procedures", label="Nạp thủ tục / Procedures", load=_procedures),
    Step(code="definitions", label="Công bố biểu mẫu, lập mục lục / Forms", load=_definitions),
    Step(code="workflows", label="Nạp quy trình liên thông / Step lists", load=_workflows),
    Step(code="payees", label="Mở tài khoản thu phí giả / Pretend payees", load=_payees),
    Step(code="people", label="Mở tài khoản mẫu / Sample accounts", load=_people),
    Step(code="past", label="Mô phỏng sáu tuần qua / The last six weeks", load=simulating.past),
    # After the past: who has approved in it signs too, while its own time still stands.
    Step(code="keys", label="Cấp chứng thư số mẫu / Sample certificates", load=demo_keys.issue),
    Step(code="real", label="Bắt đầu giờ thật / Real time begins", load=simulating.turn_real),
)


if __name__ == "__main__":
    main()
