"""The code flow with PKCE, state and nonce. Every answer is checked before a word is believed."""

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from motcua.reference.people.gateway import Identity, Journey, NotVouchedFor
from motcua.spine.errors import Outage

SYSTEM = "vneid"
TIMEOUT_SECONDS = (3, 5)  # To connect, to read.
DISCOVERY_SECONDS = 600
LEEWAY_SECONDS = 60
ALGORITHMS = ["RS256", "PS256", "ES256"]
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Provider:
    """What the provider says of itself, and when it said so."""

    authorize: str
    token: str
    userinfo: str
    keys: KeySet
    asked_at: float


class Vneid:
    def __init__(self, *, issuer: str, client_id: str, secret_file: Path) -> None:
        self._issuer, self._client_id, self._secret_file = issuer, client_id, secret_file
        self._http = requests.Session()
        if urlsplit(issuer).hostname in LOOPBACK:
            self._http.trust_env = False  # The pretend one is never behind the office's proxy.
        self._provider: Provider | None = None

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def begin(self, *, redirect_uri: str, language: str) -> Journey:
        verifier = secrets.token_urlsafe(48)
        digest = hashlib.sha256(verifier.encode()).digest()
        state, nonce = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": redirect_uri,
            "scope": "openid",
            "acr_values": "LoA1",
            "state": state,
            "nonce": nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            "ui_locales": language,
        }
        return Journey(
            address=f"{self._known().authorize}?{urlencode(asked)}",
            state=state,
            nonce=nonce,
            verifier=verifier,
            redirect_uri=redirect_uri,
        )

    def finish(self, *, journey: Journey, code: str, state: str) -> Identity:
        if not state or not secrets.compare_digest(state.encode(), journey.state.encode()):
            raise NotVouchedFor("state")
        tokens = self._exchange(journey, code)
        claims = self._checked(str(tokens.get("id_token", "")), nonce=journey.nonce)
        said = self._userinfo(str(tokens.get("access_token", "")))
        if said.get("sub") != claims["sub"]:
            raise NotVouchedFor("userinfo is about somebody else")
        return identity_from(said)

    def _exchange(self, journey: Journey, code: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": journey.redirect_uri,
            "code_verifier": journey.verifier,
            "client_id": self._client_id,
        }
        secret = self._secret_file.read_text().strip() if self._secret_file.exists() else ""
        auth = (self._client_id, secret) if secret else None
        return self._ask("POST", self._known().token, data=form, auth=auth)

    def _checked(self, id_token: str, *, nonce: str) -> dict[str, Any]:
        """Return the claims of an identity token that is genuine, fresh, and for us."""
        registry = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            try:
                token = jwt.decode(id_token, self._known().keys, algorithms=ALGORITHMS)
            except (ValueError, JoseError):
                # The provider may have changed its keys since we asked; ask once more.
                self._provider = None
                token = jwt.decode(id_token, self._known().keys, algorithms=ALGORITHMS)
            registry.validate(token.claims)
        except (ValueError, JoseError) as reason:
            raise NotVouchedFor(f"id_token: {reason}") from reason
        audience = token.claims["aud"]
        if isinstance(audience, list) and token.claims.get("azp") != self._client_id:
            raise NotVouchedFor("id_token: made for another client")
        return dict(token.claims)

    def _userinfo(self, access_token: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {access_token}"}
        return self._ask("GET", self._known().userinfo, headers=headers)

    def _known(self) -> Provider:
        known = self._provider
        if known is None or time.monotonic() - known.asked_at > DISCOVERY_SECONDS:
            said = self._ask("GET", f"{self._issuer}/.well-known/openid-configuration")
            if said.get("issuer") != self._issuer:
                raise Outage(SYSTEM, "it calls itself something else", permanent=True)
            try:
                known = Provider(
                    authorize=said["authorization_endpoint"],
                    token=said["token_endpoint"],
                    userinfo=said["userinfo_endpoint"],
                    keys=KeySet.import_key_set(self._ask("GET", said["jwks_uri"])),  # type: ignore[arg-type]
                    asked_at=time.monotonic(),
                )
            except (KeyError, ValueError, JoseError) as reason:
                raise Outage(SYSTEM, f"its description is unreadable: {reason}") from reason
            self._provider = known
        return known

    def _ask(self, method: str, address: str, **more: Any) -> dict[str, Any]:
        try:
            answer = self._http.request(
                method, address, timeout=TIMEOUT_SECONDS, allow_redirects=False, **more
            )
        except requests.RequestException as reason:
            raise Outage(SYSTEM, type(reason).__name__) from reason
        if answer.status_code in {400, 401, 403}:
            raise NotVouchedFor(f"{urlsplit(address).path}: {answer.status_code}")
        if answer.status_code != 200:
            raise Outage(SYSTEM, f"{urlsplit(address).path}: {answer.status_code}")
        try:
            said = answer.json()
        except ValueError as reason:
            raise Outage(SYSTEM, "it answered no JSON") from reason
        if not isinstance(said, dict):
            raise Outage(SYSTEM, "it answered something unexpected")
        return said


def identity_from(said: dict[str, Any]) -> Identity:
    """Read what the provider tells of a person. Its names for things stand here alone."""
    born = str(said.get("birthdate", ""))
    address = said.get("address") or {}
    return Identity(
        subject=str(said["sub"]),
        full_name=str(said.get("name", "")),
        level=int(said.get("identity_level", 1)),
        personal_number=str(said.get("personal_number", "")),
        born_on=date.fromisoformat(born) if len(born) == len("2000-01-01") else None,
        address=str(address.get("formatted", "")) if isinstance(address, dict) else str(address),
        phone=str(said.get("phone_number", "")),
        email=str(said.get("email", "")),
    )
