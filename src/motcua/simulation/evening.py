"""The last evening of a played past: nothing is left to people with whom nobody can sign in."""

from datetime import datetime

from motcua.casework.dossiers.operations import settlement
from motcua.casework.dossiers.queries import results
from motcua.reference.people.models import Account
from motcua.simulation.cast import INVENTED, Cast
from motcua.spine.actors import SYSTEM


def number_what_is_approved(cast: Cast, *, at: datetime) -> int:
    """Give a number to what an invented officer approved, so that it can be signed before they go.

    What somebody approved who can sign in stays for the clerk, as it would. Return how many.
    """
    accounts = Account.objects.filter(login__startswith=INVENTED).values_list("pk", flat=True)
    invented = {str(account) for account in accounts}
    numbered = 0
    for dossier in results.waiting_for_number(SYSTEM):
        if dossier.result_draft.approved_by in invented:
            clerk = cast.desk(dossier.resolving.code, "clerk", at=at)
            settlement.settle(code=dossier.code, actor=clerk.actor, at=at)
            numbered += 1
    return numbered
