"""IP network functions. Source: Terraform ``internal/lang/funcs/cidr.go`` and the ``go-cidr`` library."""

from __future__ import annotations

import re
from decimal import Decimal
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Value
from continuity_audit.parsers.terraform.functions.base import Function, define, whole_number
from continuity_audit.parsers.terraform.functions.errors import FunctionError, argument_error

Network = IPv4Network | IPv6Network
Number = int | Decimal
_MOST_DIGITS: Final = 100
_OCTETS: Final = pattern(r"\d+(?:\.\d+){3}", re.ASCII)


def parse_network(text: str) -> Network:
    """A network from CIDR notation; octets may have leading zeros, bits beyond the prefix are dropped."""
    address, slash, prefix = text.partition("/")
    bad = FunctionError(f"invalid CIDR expression: invalid CIDR address: {text}")
    if not slash or not (prefix.isascii() and prefix.isdecimal()) or "%" in address or len(prefix) > 6:
        raise bad
    parsed = _address(address)
    if parsed is None or int(prefix) > parsed.max_prefixlen:
        raise bad
    if isinstance(parsed, IPv4Address):
        return IPv4Network((parsed, int(prefix)), strict=False)
    return IPv6Network((parsed, int(prefix)), strict=False)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    if _OCTETS.fullmatch(text):
        text = ".".join(octet.lstrip("0") or "0" for octet in text.split("."))
    try:
        return ip_address(text)
    except ValueError:
        return None


def _write(address: IPv4Address | IPv6Address) -> str:
    """An address as Go writes it: one of IPv4 inside IPv6 in dots."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(address)


def _integer(number: Number) -> int:
    if isinstance(number, Decimal) and (number.is_infinite() or number != number.to_integral_value()):
        raise FunctionError("value must be a whole number")
    if number and Decimal(number).adjusted() > _MOST_DIGITS:
        raise FunctionError("the number lies beyond all addresses")
    return int(number)


def _numbered(network: Network, number: int, prefix_length: int) -> IPv4Address | IPv6Address:
    """The address whose bits before ``prefix_length`` end in ``number``."""
    shifted = number << (network.max_prefixlen - prefix_length)
    value = abs(int(network.network_address) | shifted)  # go-cidr drops the sign of what a negative number leaves
    return IPv4Address(value) if isinstance(network, IPv4Network) else IPv6Address(value)


def host(prefix: str, number: Number) -> Value:
    wanted = _integer(number)
    network = parse_network(prefix)
    most = network.num_addresses - 1
    distance = _signed_64(wanted) if wanted >= 0 else -wanted - 1
    index = wanted if wanted >= 0 else most - distance
    inside_32 = isinstance(network, IPv4Network) or network.network_address.ipv4_mapped is not None
    if distance > most or index >= 1 << (32 if inside_32 else 128):
        raise FunctionError(f"prefix of {network.prefixlen} does not accommodate a host numbered {index}")
    return _write(_numbered(network, index, 32 if inside_32 else 128))


def _signed_64(number: int) -> int:
    """The number as go-cidr looks at it: its last 64 bits, the first of them the sign."""
    return ((number + (1 << 63)) & ((1 << 64) - 1)) - (1 << 63)


def netmask(prefix: str) -> Value:
    network = parse_network(prefix)
    if isinstance(network, IPv6Network):
        raise FunctionError(f"IPv6 addresses cannot have a netmask: {prefix}")
    return str(network.netmask)


def subnet(prefix: str, new_bits: Number, number: Number) -> Value:
    bits, wanted = whole_number(new_bits), _integer(number)
    network = parse_network(prefix)
    length = network.prefixlen + bits
    if length > network.max_prefixlen:
        raise FunctionError(f"insufficient address space to extend prefix of {network.prefixlen} by {bits}")
    if length < 0 or abs(wanted) >= 1 << length:
        raise FunctionError("the subnet lies outside of all addresses")
    if bits >= 0 and wanted >= 1 << bits:
        raise FunctionError(f"prefix extension of {bits} does not accommodate a subnet numbered {wanted}")
    return _written(_numbered(network, wanted, length), length)


def _written(address: IPv4Address | IPv6Address, length: int) -> str:
    """A network as Go writes it: one of IPv4 inside IPv6 as that of IPv4."""
    mapped = isinstance(address, IPv6Address) and address.ipv4_mapped is not None
    return f"{_write(address)}/{length - 96 if mapped else length}"


def subnets(prefix: str, *new_bits: Number) -> Value:
    network = parse_network(prefix)
    width = network.max_prefixlen
    # go-cidr looks for the subnet before the first: of IPv4 inside IPv6 with a mask that is longer than the address.
    lost = isinstance(network, IPv6Network) and network.network_address.ipv4_mapped is not None
    next_free = int(network.network_address)
    end = next_free + network.num_addresses
    found: list[str] = []
    previous = prefix
    for given in new_bits:
        bits = whole_number(given)
        length = network.prefixlen + bits
        _check_extension(bits, length, width)
        size = 1 << (width - length)
        start = -(-next_free // size) * size
        if lost or start + size > end or not start:  # go-cidr takes the subnet at address zero for an overflow
            raise argument_error(
                "newbits",
                f"not enough remaining address space for a subnet with a prefix of {length} bits after {previous}",
            )
        address = IPv4Address(start) if width == 32 else IPv6Address(start)
        previous = f"{_write(address)}/{length}"
        found.append(previous)
        next_free = start + size
    return tuple(found)


def _check_extension(bits: int, length: int, width: int) -> None:
    if bits < 1:
        raise argument_error("newbits", "must extend prefix by at least one bit")
    if bits > 32:
        raise argument_error("newbits", "may not extend prefix by more than 32 bits")
    if length > width:
        version = "IPv4" if width == 32 else "IPv6"
        raise argument_error(
            "newbits", f"would extend prefix to {length} bits, which is too long for an {version} address"
        )


def network_contains(prefix: str, other: str) -> Value:
    """OpenTofu's ``cidrcontains``: whether the network holds an address or a whole other network."""
    network = parse_network(prefix)
    if "/" in other:
        inner = parse_network(other)
    else:
        address = _address(other)
        if address is None:
            raise FunctionError(f"invalid IP address or prefix: {other}")
        inner = IPv4Network(address) if isinstance(address, IPv4Address) else IPv6Network(address)
    if inner.version != network.version:
        raise FunctionError(f"address family mismatch: {prefix} vs. {other}")
    return inner.prefixlen >= network.prefixlen and inner.network_address in network


FUNCTIONS: Final[tuple[Function, ...]] = (
    define("cidrcontains", network_contains, "containing_prefix: string, contained_ip_or_prefix: string", "bool"),
    define("cidrhost", host, "prefix: string, hostnum: number", "string"),
    define("cidrnetmask", netmask, "prefix: string", "string"),
    define("cidrsubnet", subnet, "prefix: string, newbits: number, netnum: number", "string"),
    define("cidrsubnets", subnets, "prefix: string, *newbits: number", "list(string)"),
)
