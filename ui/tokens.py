"""Short-lived signed tokens: a site's permission to ask, bound to the origin that asked for it.

HMAC-SHA-256 over the claim. The token holds no secret and nothing about the visitor.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

LIFE = 600
"""Seconds that a token is good for; the panel fetches a new one without being noticed."""
_LONGEST = 1000


class TokenError(Exception):
    """A token that cannot be used. `code` is `expired`, `invalid` or `origin`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Claim:
    """What a token says: this site may be asked from this origin until `expires` (seconds since 1970)."""

    site: str
    origin: str
    expires: int


def issue(key: bytes, claim: Claim) -> str:
    """The signed token of a claim."""
    body = _encode(json.dumps([claim.site, claim.origin, claim.expires], separators=(",", ":")).encode())
    return f"{body}.{_sign(key, body)}"


def read(key: bytes, token: str, origin: str, now: float) -> Claim:
    """The claim of a token that `origin` presents at `now`.

    Raises TokenError: `invalid` (not ours, or altered), `expired`, or `origin` (issued to another origin).
    """
    body, _, mark = token.partition(".")
    if len(token) > _LONGEST or not token.isascii() or not hmac.compare_digest(mark, _sign(key, body)):
        raise TokenError("invalid")
    try:
        site, bound, expires = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (ValueError, binascii.Error):
        raise TokenError("invalid") from None
    if bound != origin:
        raise TokenError("origin")
    if now >= expires:
        raise TokenError("expired")
    return Claim(site, bound, expires)


def signing_key(home: Path, given: str | None) -> bytes:
    """The key that signs tokens: POLICYBOT_SECRET (`given`), else one made once and kept in `home`.

    Workers that share `home` share the key; workers that do not need POLICYBOT_SECRET.
    """
    if given:
        return hashlib.sha256(b"policybot-widget\0" + given.encode()).digest()
    path = home / "widget.key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        beside = home / f".widget.key.{os.getpid()}.{secrets.token_hex(4)}"
        beside.touch(mode=0o600)
        beside.write_bytes(secrets.token_bytes(32))
        try:
            os.link(beside, path)  # fails if another worker was first: theirs is used
        except FileExistsError:
            pass
        finally:
            beside.unlink()
    return path.read_bytes()


def _sign(key: bytes, body: str) -> str:
    return _encode(hmac.new(key, body.encode(), hashlib.sha256).digest())


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
