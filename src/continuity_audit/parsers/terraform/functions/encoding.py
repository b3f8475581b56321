"""Encoding functions. Source: Terraform ``internal/lang/funcs/encoding.go`` and go-cty's ``stdlib/csv.go``.

``base64gzip`` is unknown: what it gives depends on Go's compressor, whose bytes no other library writes.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import zlib
from typing import Final
from urllib.parse import quote_plus, unquote_to_bytes

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.kinds import ListValue, ObjectKind
from continuity_audit.estate.open_texts import read_open
from continuity_audit.estate.spelled_json import json_parts
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.terraform.functions.base import MAX_CHARACTERS, Function, bounded_text, define
from continuity_audit.parsers.terraform.functions.errors import FunctionError, LimitError, argument_error
from continuity_audit.parsers.terraform.functions.iana import CODECS
from continuity_audit.parsers.terraform.functions.json_text import decode_json, encode_json, normal_text

_GZIP: Final = 31


def _decode_base64(text: str) -> bytes:
    """Go's standard decoding: padding is required, line breaks are skipped."""
    plain = text.replace("\n", "").replace("\r", "")
    if len(plain) % 4:
        raise ValueError("padding")
    return base64.b64decode(plain, validate=True)


def base64_decode(text: str) -> Value:
    try:
        content = _decode_base64(text)
    except (binascii.Error, ValueError):
        raise FunctionError(f'failed to decode base64 data "{text}"') from None
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise FunctionError("the result of decoding the provided string is not valid UTF-8") from None


def base64_encode(text: str) -> Value:
    return base64.b64encode(text.encode()).decode()


def base64_gzip(text: str) -> Value:
    return Unknown(frozenset({"base64gzip()"}), f"base64gzip({key_of(text)})")


def base64_gunzip(text: str) -> Value:
    """OpenTofu's inverse of ``base64gzip``."""
    try:
        content = _decode_base64(text)
    except (binascii.Error, ValueError):
        raise FunctionError(f'failed to decode base64 data "{text}"') from None
    reader = zlib.decompressobj(wbits=_GZIP)
    try:
        plain = reader.decompress(content, MAX_CHARACTERS)
    except zlib.error:
        raise FunctionError("failed to gunzip bytes: gzip: invalid header") from None
    if reader.unconsumed_tail:
        raise LimitError(f"the result would be longer than {MAX_CHARACTERS} characters")
    try:
        return plain.decode()
    except UnicodeDecodeError:
        raise FunctionError("the result of decoding the provided string is not valid UTF-8") from None


def _codec(name: str) -> str:
    codec = CODECS.get(name.lower())
    if codec is None:
        raise argument_error(
            "encoding", f'"{name}" is not a supported IANA encoding name or alias in this Terraform version'
        )
    return codec


def text_encode(text: str, encoding: str) -> Value:
    codec = _codec(encoding)
    try:
        content = codecs.BOM_UTF16_BE + text.encode("utf-16be") if codec == "utf-16" else text.encode(codec)
    except UnicodeEncodeError:
        raise argument_error(
            "string", f"the given string contains characters that cannot be represented in {encoding}"
        ) from None
    return base64.b64encode(content).decode()


def text_decode(source: str, encoding: str) -> Value:
    codec = _codec(encoding)
    try:
        content = _decode_base64(source)
    except (binascii.Error, ValueError):
        raise argument_error("source", "the given value is has an invalid base64 symbol") from None
    if codec == "utf-16" and content[:2] not in (codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE):
        codec = "utf-16be"
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        text = "\ufffd"
    if "\ufffd" in text:
        raise argument_error("source", f"the given string contains symbols that are not defined for {encoding}")
    return text


def url_encode(text: str) -> Value:
    bounded_text(len(text))
    return quote_plus(text, safe="")


def url_decode(text: str) -> Value:
    """OpenTofu's inverse of ``urlencode``."""
    for index, character in enumerate(text):
        if character == "%" and not _is_hex(text[index + 1 : index + 3]):
            raise FunctionError(f'failed to decode URL "{text}": invalid URL escape "{text[index : index + 3]}"')
    try:
        return unquote_to_bytes(text.replace("+", " ")).decode()
    except UnicodeDecodeError:
        raise FunctionError("the result of decoding the provided string is not valid UTF-8") from None


def _is_hex(text: str) -> bool:
    return len(text) == 2 and all(character in "0123456789abcdefABCDEF" for character in text)


# --- CSV, as Go's encoding/csv reads it -------------------------------------------------------------------------------


def csv_decode(text: str) -> Value:
    records = _records(text.replace("\r\n", "\n"))
    if not records:
        raise FunctionError("missing header line")
    _, headers = records[0]
    seen: set[str] = set()
    for name in headers:
        if name in seen:
            raise FunctionError(f'duplicate column name "{name}"')
        seen.add(name)
    rows = []
    for line, fields in records[1:]:
        if len(fields) != len(headers):
            raise FunctionError(f"CSV parse error on line {line}: wrong number of fields")
        rows.append({normal_text(name): normal_text(field) for name, field in zip(headers, fields, strict=True)})
    return ListValue(rows, ObjectKind(dict.fromkeys(map(normal_text, headers), "string")))


def _records(text: str) -> list[tuple[int, list[str]]]:
    records: list[tuple[int, list[str]]] = []
    position, line = 0, 1
    while position < len(text):
        start = position
        if text[position] == "\n":
            position += 1
        else:
            fields: list[str] = []
            more = True
            while more:
                field, position, more = _field(text, position, line)
                fields.append(field)
            records.append((line, fields))
        line += text.count("\n", start, position)
    return records


def _field(text: str, position: int, line: int) -> tuple[str, int, bool]:
    """One field, where the next begins, and whether that is in the same record."""
    if text.startswith('"', position):
        return _quoted(text, position + 1, line)
    end = position
    while end < len(text) and text[end] not in ",\n":
        if text[end] == '"':
            raise FunctionError(f'CSV parse error on line {line}: bare " in non-quoted-field')
        end += 1
    return text[position:end], end + 1, text[end : end + 1] == ","


def _quoted(text: str, position: int, line: int) -> tuple[str, int, bool]:
    parts: list[str] = []
    while True:
        end = text.find('"', position)
        if end < 0:
            raise FunctionError(f'CSV parse error on line {line}: extraneous or missing " in quoted-field')
        parts.append(text[position:end])
        following = text[end + 1 : end + 2]
        if following == '"':
            parts.append('"')
            position = end + 2
        elif following in (",", "\n", ""):
            return "".join(parts), end + 2, following == ","
        else:
            raise FunctionError(f'CSV parse error on line {line}: extraneous or missing " in quoted-field')


# --- YAML, whose library is imported where it is used ---


def yaml_decode(text: str) -> Value:
    """The value of a YAML document."""
    from continuity_audit.parsers.terraform.functions.yaml_text import decode_yaml

    return decode_yaml(text)


def _yaml_of_open(text: Value) -> Value:
    """What is known of a YAML document in which scalars are open; ``None`` where that is nothing."""

    def read(written: str) -> Value:
        try:
            return yaml_decode(written)
        except FunctionError:
            return None

    return read_open(text, read) if isinstance(text, Unknown) and text.parts else None


def yaml_encode(value: Value) -> str:
    """The YAML document of a known value."""
    from continuity_audit.parsers.terraform.functions.yaml_text import encode_yaml

    return encode_yaml(value)


FUNCTIONS: Final[tuple[Function, ...]] = (
    define("base64decode", base64_decode, "str: string", "string"),
    define("base64encode", base64_encode, "str: string", "string", encodes=True),
    define("base64gunzip", base64_gunzip, "str: string", "string"),
    define("base64gzip", base64_gzip, "str: string", "string"),
    define("csvdecode", csv_decode, "str: string"),
    define("jsondecode", decode_json, "str: string"),
    define("jsonencode", encode_json, "val: any?", "string", joins=json_parts, encodes=True),
    define("textdecodebase64", text_decode, "source: string, encoding: string", "string"),
    define("textencodebase64", text_encode, "string: string, encoding: string", "string"),
    define("urldecode", url_decode, "str: string", "string"),
    define("urlencode", url_encode, "str: string", "string"),
    define("yamldecode", yaml_decode, "src: string", alone=_yaml_of_open),
    define("yamlencode", yaml_encode, "value: any?", "string", encodes=True),
)
