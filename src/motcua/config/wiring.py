"""Every reaction and every adapter, in one place."""

from django.conf import settings

from motcua.capabilities.notifications import message_port
from motcua.capabilities.payments import gateways
from motcua.casework.dossiers import reactions as dossiers
from motcua.casework.national import gateway as national
from motcua.casework.national import reactions as nation
from motcua.casework.post import gateway as carriers
from motcua.casework.post import reactions as post
from motcua.casework.webhooks import gateway as calls
from motcua.casework.webhooks import reactions as webhooks
from motcua.connectors.message_gateway.sender import MessageGateway
from motcua.connectors.national_portal.client import NationalPortal
from motcua.connectors.postal_service.client import PostalServiceByHttp
from motcua.connectors.vietqr_bank.gateway import VietQrBank
from motcua.connectors.vneid.client import Vneid
from motcua.connectors.webhooks.caller import WebhookCaller
from motcua.reference.people import gateway as people
from motcua.spine.journal import reactions as journal
from motcua.spine.journal.reactions import Reaction, Reactions, Receiver

# Rooms that react add their table here: the whole map of "when this, then that".
TABLES: tuple[Reactions, ...] = (dossiers.REACTIONS, post.OURS)
# Those that call somebody outside, and how to learn whom: one who is slow delays no other.
CALLING: tuple[tuple[Reactions, Receiver], ...] = (
    (webhooks.REACTIONS, webhooks.receiver_of),
    (nation.REACTIONS, nation.file_line_of),
    (post.REACTIONS, post.receiver_of),
)

# Those that are owed to after the act, by a reader of the journal: the act pays nothing for them.
AFTERWARDS: tuple[tuple[tuple[Reaction, ...], Receiver], ...] = (
    (nation.AFTERWARDS, nation.line_of),
)


def connect() -> None:
    for table in TABLES:
        journal.subscribe(table)
    for table, receiver in CALLING:
        journal.subscribe(table, calls=receiver)
    for reactions, receiver in AFTERWARDS:
        for reaction in reactions:
            journal.subscribe_afterwards(reaction, calls=receiver)
    people.install(
        Vneid(
            issuer=settings.VNEID_ISSUER,
            client_id=settings.VNEID_CLIENT_ID,
            secret_file=settings.VNEID_CLIENT_SECRET_FILE,
        )
    )
    message_port.install(
        MessageGateway(url=settings.MESSAGES_URL, secret_file=settings.MESSAGES_SECRET_FILE)
    )
    gateways.register(VietQrBank(url=settings.BANK_URL, secret_file=settings.BANK_SECRET_FILE))
    calls.install(WebhookCaller(may_stay_inside=settings.WEBHOOKS_MAY_STAY_INSIDE))
    carriers.install(
        PostalServiceByHttp(url=settings.POST_URL, secret_file=settings.POST_SECRET_FILE)
    )
    national.install(
        NationalPortal(
            url=settings.NATIONAL_URL,
            username=settings.NATIONAL_USERNAME,
            destination=settings.NATIONAL_DSTCODE,
            secret_file=settings.NATIONAL_SECRET_FILE,
        )
    )
