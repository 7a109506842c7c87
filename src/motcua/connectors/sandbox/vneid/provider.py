"""What the pretend VNeID knows: its key, its citizens, and the codes it has given out."""

import base64
import hashlib
import json
import secrets
import threading
import time
import tomllib
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

CODE_SECONDS = 60
TOKEN_SECONDS = 300
KEY_BITS = 2048
SLOW_SECONDS = 8.0
MODES = (
    "normal",
    "down",
    "slow",
    "wrong_signature",
    "wrong_nonce",
    "wrong_audience",
    "wrong_subject",
    "expired",
)


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody invented."""

    tech_id: str
    name: str
    personal_number: str
    birthdate: str
    gender: str
    address: str
    phone: str
    level: int
    story_vi: str
    story_en: str


@dataclass(frozen=True, slots=True)
class Client:
    id: str
    redirects: tuple[str, ...]
    secret_file: Path | None = None


@dataclass(slots=True)
class Grant:
    citizen: Citizen
    redirect_uri: str
    challenge: str
    nonce: str
    until: float


class Refused(Exception):
    """An OAuth error, by its code."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


@dataclass(slots=True)
class Provider:
    issuer: str
    home: Path
    client: Client
    mode: str = "normal"
    slow_seconds: float = SLOW_SECONDS
    citizens: dict[str, Citizen] = field(default_factory=dict)
    _key: RSAKey = field(init=False)
    _codes: dict[str, Grant] = field(default_factory=dict)
    _tokens: dict[str, tuple[Citizen, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._key = _key_in(self.home / "signing.jwk")
        if self.client.secret_file and not self.client.secret_file.exists():
            _keep(self.client.secret_file, secrets.token_urlsafe(32))
        text = (
            resources.files("motcua.data").joinpath("people/vneid_citizens.toml").read_text("utf-8")
        )
        for row in tomllib.loads(text)["citizen"]:
            citizen = Citizen(**row)
            self.citizens[citizen.tech_id] = citizen

    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid"],
            "ui_locales_supported": ["vi", "en"],
        }

    def public_keys(self) -> dict[str, Any]:
        return {"keys": [{**self._key.as_dict(private=False), "use": "sig", "alg": "RS256"}]}

    def takes(self, asked: dict[str, str]) -> bool:
        """Return whether this request is from our client, for a way back it has named."""
        return asked.get("client_id") == self.client.id and (
            _loopback(asked.get("redirect_uri", "")) in map(_loopback, self.client.redirects)
        )

    def problem_with(self, asked: dict[str, str]) -> str:
        """Return "" or the OAuth error to send back to a client whose way back is known."""
        if asked.get("response_type") != "code":
            return "unsupported_response_type"
        if "openid" not in asked.get("scope", "").split():
            return "invalid_scope"
        if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            return "invalid_request"
        return ""

    def grant(self, citizen: Citizen, asked: dict[str, str]) -> str:
        code = secrets.token_urlsafe(24)
        grant = Grant(
            citizen=citizen,
            redirect_uri=asked["redirect_uri"],
            challenge=asked["code_challenge"],
            nonce=asked.get("nonce", ""),
            until=time.monotonic() + CODE_SECONDS,
        )
        with self._lock:
            self._forget_old()
            self._codes[code] = grant
        return code

    def exchange(self, form: dict[str, str], authorization: str) -> dict[str, Any]:
        """Return tokens for a code, once.

        :raises Refused: the client, the code, the way back or the verifier is wrong.
        """
        self._check_client(form, authorization)
        with self._lock:
            grant = self._codes.pop(form.get("code", ""), None)
        if form.get("grant_type") != "authorization_code":
            raise Refused("unsupported_grant_type")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if (
            grant is None
            or grant.until < time.monotonic()
            or form.get("redirect_uri") != grant.redirect_uri
            or base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != grant.challenge
        ):
            raise Refused("invalid_grant")
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._tokens[token] = (grant.citizen, time.monotonic() + TOKEN_SECONDS)
        return {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "id_token": self._id_token(grant),
        }

    def userinfo(self, authorization: str) -> dict[str, Any]:
        """Return what is known of the citizen a token stands for.

        :raises Refused: the token is unknown or old.
        """
        citizen, until = self._tokens.get(authorization.removeprefix("Bearer "), (None, 0.0))
        if citizen is None or until < time.monotonic():
            raise Refused("invalid_token")
        return {
            "sub": "somebody-else" if self.mode == "wrong_subject" else citizen.tech_id,
            "tech_id": citizen.tech_id,
            "name": citizen.name,
            "personal_number": citizen.personal_number,
            "birthdate": citizen.birthdate,
            "gender": citizen.gender,
            "address": {"formatted": citizen.address},
            "phone_number": citizen.phone,
            "identity_level": citizen.level,
        }

    def _id_token(self, grant: Grant) -> str:
        now = int(time.time()) - (3600 if self.mode == "expired" else 0)
        claims = {
            "iss": self.issuer,
            "sub": grant.citizen.tech_id,
            "aud": "somebody-else" if self.mode == "wrong_audience" else self.client.id,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "nonce": "another" if self.mode == "wrong_nonce" else grant.nonce,
            "acr": f"LoA{grant.citizen.level}",
        }
        header = {"alg": "RS256", "kid": self._key.kid}
        key = self._key
        if self.mode == "wrong_signature":
            key = RSAKey.generate_key(KEY_BITS, {"kid": str(self._key.kid)})
        return jwt.encode(header, claims, key)

    def _check_client(self, form: dict[str, str], authorization: str) -> None:
        if self.client.secret_file is None:
            if form.get("client_id") != self.client.id:
                raise Refused("invalid_client")
            return
        pair = f"{self.client.id}:{self.client.secret_file.read_text().strip()}"
        right = "Basic " + base64.b64encode(pair.encode()).decode()
        if not secrets.compare_digest(authorization.encode(), right.encode()):
            raise Refused("invalid_client")

    def _forget_old(self) -> None:
        now = time.monotonic()
        self._codes = {code: grant for code, grant in self._codes.items() if grant.until >= now}
        self._tokens = {token: held for token, held in self._tokens.items() if held[1] >= now}


def _key_in(file: Path) -> RSAKey:
    if not file.exists():
        key = RSAKey.generate_key(KEY_BITS, {"kid": secrets.token_hex(8)})
        _keep(file, json.dumps(key.as_dict(private=True)))
    return RSAKey.import_key(json.loads(file.read_text()))


def _keep(file: Path, text: str) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.touch(mode=0o600)
    part.write_text(text)
    part.rename(file)


def _loopback(address: str) -> str:
    # A browser may call the same machine by its name or by its number (RFC 8252, 7.3).
    return address.replace("http://127.0.0.1:", "http://localhost:", 1)
