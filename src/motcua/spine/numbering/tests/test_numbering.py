"""Numbers without gaps, whatever happens to the acts that take them."""

import random
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from motcua.spine.numbering import operations as numbering
from motcua.spine.numbering import queries
from motcua.spine.numbering.models import Series


def take(series: str = "H80.01/TN", year: int = 2026) -> int:
    with transaction.atomic():
        return numbering.next_number(series=series, year=year)


class Undone(Exception):
    pass


@pytest.mark.django_db
class TestASeries:
    def test_begins_with_one_and_counts(self) -> None:
        assert [take() for _ in range(5)] == [1, 2, 3, 4, 5]
        assert queries.last_number(series="H80.01/TN", year=2026) == 5

    def test_begins_again_each_year_and_for_each_register(self) -> None:
        take()

        assert take(year=2027) == 1
        assert take(series="H80.02/TN") == 1
        assert queries.last_number(series="H80.03/TN", year=2026) == 0

    def test_gives_many_in_a_row(self) -> None:
        take()

        assert list(numbering.next_numbers(series="H80.01/TN", year=2026, count=3)) == [2, 3, 4]
        assert take() == 5

    def test_never_stands_at_zero(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Series.objects.create(key="H80.01/TN", year=2026, last=0)


@pytest.mark.django_db(transaction=True)
class TestTheActThatTakesANumber:
    def test_a_rolled_back_act_burns_no_number(self) -> None:
        def undone_act() -> None:
            with transaction.atomic():
                assert numbering.next_number(series="H80.01/TN", year=2026) == 2
                raise Undone

        take()
        with pytest.raises(Undone):
            undone_act()

        assert take() == 2

    def test_a_number_outside_an_act_is_our_mistake(self) -> None:
        with pytest.raises(AssertionError):
            numbering.next_number(series="H80.01/TN", year=2026)

    def test_a_race_of_acts_some_undone_leaves_no_gap_and_no_double(self) -> None:
        kept: list[int] = []
        line = threading.Barrier(8)

        def act(seed: int) -> None:
            chance = random.Random(seed)
            line.wait()
            for _ in range(40):
                try:
                    with transaction.atomic():
                        number = numbering.next_number(series="race", year=2026)
                        if chance.random() < 0.3:
                            raise Undone
                except Undone:
                    continue
                kept.append(number)
            connection.close()

        threads = [threading.Thread(target=act, args=(seed,)) for seed in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(kept) > 150
        assert sorted(kept) == list(range(1, len(kept) + 1))
