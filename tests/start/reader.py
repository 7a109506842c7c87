"""Reads what is new in the journal of an installation, as its worker would; prints the acts."""

import django


def main() -> None:
    django.setup()
    from motcua.spine import clock, secrecy
    from motcua.spine.journal import readers

    acts: list[str] = []
    while readers.read_next("test", lambda entries: acts.extend(str(e.act_id) for e in entries),
                            at=clock.real_now()):  # fmt: skip
        pass
    for act in acts:
        print(act)
    print(secrecy.blind_index("Lan", purpose="test").hex())


if __name__ == "__main__":
    main()
