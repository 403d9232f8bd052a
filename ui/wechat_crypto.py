"""Signatures and encryption of 微信公众平台 messages (开发文档 “消息加解密说明”).

Signature: SHA-1 over the sorted parts. Encryption: AES-256-CBC, key = base64(EncodingAESKey + "="), iv = the
first 16 bytes of the key, PKCS#7 to 32 bytes; plaintext = 16 random bytes, length (4 bytes, network order),
message, AppID.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32


class CryptoError(Exception):
    """A message that was not encrypted with our key, or was altered."""


def signature(*parts: str) -> str:
    """The signature over token, timestamp, nonce and, for an encrypted message, its ciphertext."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def signed(given: str, *parts: str) -> bool:
    """Whether a signature belongs to the parts; compared in constant time."""
    return hmac.compare_digest(given.encode(), signature(*parts).encode())


def read_key(encoded: str) -> bytes:
    """The AES key of an EncodingAESKey (43 characters). Raises CryptoError."""
    try:
        key = base64.b64decode(encoded + "=", validate=True)
    except (binascii.Error, ValueError):
        raise CryptoError("EncodingAESKey") from None
    if len(encoded) != 43 or len(key) != 32:
        raise CryptoError("EncodingAESKey")
    return key


def encrypt(key: bytes, text: str, app_id: str) -> str:
    """The base64 ciphertext of a message."""
    raw = text.encode()
    plain = secrets.token_bytes(16) + struct.pack("!I", len(raw)) + raw + app_id.encode()
    pad = _BLOCK - len(plain) % _BLOCK
    worker = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(worker.update(plain + bytes([pad]) * pad) + worker.finalize()).decode()


def decrypt(key: bytes, encoded: str, app_id: str) -> bytes:
    """The message of a ciphertext, as bytes. Raises CryptoError when it is not for this AppID or not ours."""
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise CryptoError("base64") from None
    if not raw or len(raw) % 16:
        raise CryptoError("length")
    worker = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    plain = worker.update(raw) + worker.finalize()
    pad = plain[-1]
    if not 1 <= pad <= _BLOCK or len(plain) < 20 + pad:
        raise CryptoError("padding")
    body = plain[16:-pad]
    (size,) = struct.unpack("!I", body[:4])
    message, owner = body[4 : 4 + size], body[4 + size :]
    if len(message) != size or not hmac.compare_digest(owner, app_id.encode()):
        raise CryptoError("appid")
    return message
