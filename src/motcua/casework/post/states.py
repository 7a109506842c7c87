"""The way of a parcel. News may come twice and in any order: a later stage is never undone."""

from django.db.models import TextChoices

from motcua.casework.dossiers.states import State as DossierState


class State(TextChoices):
    ASKED = "asked", "Chờ bưu chính nhận"
    ACCEPTED = "accepted", "Bưu chính đã nhận"
    IN_TRANSIT = "in_transit", "Đang chuyển"
    DELIVERED = "delivered", "Đã phát"
    RETURNED = "returned", "Không phát được, đã chuyển hoàn"


ENGLISH = {
    State.ASKED: "Waiting for the post",
    State.ACCEPTED: "Taken by the post",
    State.IN_TRANSIT: "On its way",
    State.DELIVERED: "Delivered",
    State.RETURNED: "Not delivered, came back",
}
RANK = {
    State.ASKED: 0,
    State.ACCEPTED: 1,
    State.IN_TRANSIT: 2,
    State.DELIVERED: 3,
    State.RETURNED: 3,
}
CLOSED = frozenset({State.DELIVERED, State.RETURNED})
# States of a dossier in which papers may still come to the office.
TAKES_PAPERS = frozenset({DossierState.SUBMITTED, DossierState.SUPPLEMENT})


def follows(news: str, now: str) -> bool:
    """Say whether news moves a parcel on from where it is now."""
    return now not in CLOSED and RANK[State(news)] > RANK[State(now)]
