"""Hashes and identifiers. Source: Terraform ``internal/lang/funcs/crypto.go``.

``bcrypt``, ``uuid`` and ``rsadecrypt`` are unknown: the first two are random, and an audit decrypts nothing.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from collections.abc import Callable
from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Unknown, Value, unknown
from continuity_audit.parsers.terraform.functions.base import Function, define
from continuity_audit.parsers.terraform.functions.errors import FunctionError

_NAMESPACES: Final = {
    "dns": uuid.NAMESPACE_DNS,
    "url": uuid.NAMESPACE_URL,
    "oid": uuid.NAMESPACE_OID,
    "x500": uuid.NAMESPACE_X500,
}
_UUID: Final = pattern(
    r"(?:urn:uuid:)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}|[0-9a-f]{32}",
    re.IGNORECASE,
)


def digest_hex(algorithm: str) -> Callable[[bytes], str]:
    """The digest of bytes in hexadecimal digits."""
    return lambda content: hashlib.new(algorithm, content, usedforsecurity=False).hexdigest()


def digest_base64(algorithm: str) -> Callable[[bytes], str]:
    """The digest of bytes in base64."""

    def encoded(content: bytes) -> str:
        return base64.b64encode(hashlib.new(algorithm, content, usedforsecurity=False).digest()).decode()

    return encoded


DIGESTS: Final = {
    "base64sha256": digest_base64("sha256"),
    "base64sha512": digest_base64("sha512"),
    "md5": digest_hex("md5"),
    "sha1": digest_hex("sha1"),
    "sha256": digest_hex("sha256"),
    "sha512": digest_hex("sha512"),
}
"""Digest functions of bytes by name; ``file`` before the name is the same over a file."""


def _of_text(digest: Callable[[bytes], str]) -> Callable[[str], Value]:
    return lambda text: digest(text.encode("utf-8", "surrogatepass"))


def uuid_v5(namespace: str, name: str) -> Value:
    space = _NAMESPACES.get(namespace)
    if space is None:
        if _UUID.fullmatch(namespace) is None:
            raise FunctionError(f"uuidv5() doesn't support namespace {namespace} (invalid UUID)")
        space = uuid.UUID(namespace)
    content = hashlib.sha1(space.bytes + name.encode(), usedforsecurity=False).digest()
    return str(uuid.UUID(bytes=content[:16], version=5))


def random_uuid() -> Value:
    return unknown("uuid()")


def bcrypt(text: str, *cost: Value) -> Value:
    if len(cost) > 1:
        raise FunctionError("bcrypt() takes no more than two arguments")
    return Unknown(frozenset({"bcrypt()"}), f"bcrypt({key_of(text)})")


def rsa_decrypt(ciphertext: str, key: str) -> Value:
    return Unknown(frozenset({"rsadecrypt()"}), f"rsadecrypt({key_of(ciphertext)},{key_of(key)})")


FUNCTIONS: Final[tuple[Function, ...]] = (
    *(define(name, _of_text(digest), "str: string", "string") for name, digest in DIGESTS.items()),
    define("bcrypt", bcrypt, "str: string, *cost: number", "string"),
    define("rsadecrypt", rsa_decrypt, "ciphertext: string, privatekey: string", "string"),
    define("uuid", random_uuid, "", "string"),
    define("uuidv5", uuid_v5, "namespace: string, name: string", "string"),
)
