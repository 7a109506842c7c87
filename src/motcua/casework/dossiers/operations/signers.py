"""Give those who sign dossiers their certificates: a person's own, or the seal of the agency."""

from datetime import datetime

from motcua.capabilities.signatures import operations as signing
from motcua.capabilities.signatures.authority import Issuer
from motcua.capabilities.signatures.models import Certificate, OwnerKind
from motcua.casework.dossiers.queries import names, seals
from motcua.reference.organisations import queries as organisations
from motcua.reference.people import queries as people
from motcua.spine.actors import Actor

SIGN = frozenset({"reception", "handler", "head", "leader"})
KEEPS_SEAL = seals.CLERK
ROLES = SIGN | {KEEPS_SEAL}


def certify(
    *,
    login: str,
    role: str,
    unit: str,
    passphrase: str,
    issuer: Issuer,
    actor: Actor,
    at: datetime,
) -> Certificate:
    """Issue what this post signs with: the person's certificate, or for a clerk the agency's seal.

    :raises NotFound: there is no such unit.
    :raises AlreadyIssued: there is one in force.
    """
    agency = seals.agency_of(organisations.by_code(unit))
    account = people.listed(actor=actor, text=login, on=at.date()).get(login=login)
    is_seal = role == KEEPS_SEAL
    return signing.issue_certificate(
        owner_kind=OwnerKind.ORGANISATION if is_seal else OwnerKind.PERSON,
        owner=agency.code if is_seal else str(account.pk),
        common_name=agency.name_vi if is_seal else account.name,
        organisation_name=agency.name_vi,
        passphrase=passphrase,
        issuer=issuer,
        actor=actor,
        at=at,
    )


def certify_owner(
    *, owner: str, passphrase: str, issuer: Issuer, actor: Actor, at: datetime
) -> Certificate:
    """Issue what the owner of a signature signs with, named as `Slip.signers` names them.

    :raises NotFound: there is no such agency.
    :raises AlreadyIssued: there is one in force.
    """
    kind, _, name = owner.partition(":")
    is_seal = kind == OwnerKind.ORGANISATION
    called = organisations.by_code(name).name_vi if is_seal else names.of_actor(Actor(id=name))
    return signing.issue_certificate(
        owner_kind=OwnerKind(kind),
        owner=name,
        common_name=called,
        organisation_name=called if is_seal else "",
        passphrase=passphrase,
        issuer=issuer,
        actor=actor,
        at=at,
    )
