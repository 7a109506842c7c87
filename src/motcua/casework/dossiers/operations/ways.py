"""How a result goes to its applicant where that changes on the way: to the post, and back."""

from motcua.casework.dossiers.events import DossierPosted, ResultWayChanged
from motcua.casework.dossiers.models import Dossier, ResultWay
from motcua.spine import rows


def hand_to_post(dossier: Dossier) -> DossierPosted:
    """Note on a locked dossier that the post has its result; return the fact to record."""
    dossier.result_way = ResultWay.POST
    rows.update(dossier, "result_way")
    return DossierPosted(way=ResultWay.POST)


def keep_at_desk(dossier: Dossier) -> ResultWayChanged:
    """Keep at the desk what the post could not deliver, where it is chased as any other result."""
    dossier.result_way = ResultWay.DESK
    rows.update(dossier, "result_way")
    return ResultWayChanged(way=ResultWay.DESK)
