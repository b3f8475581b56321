"""Every word that makes a name secret is found in the text of a file, so that what it names is not kept."""

from __future__ import annotations

import pytest

from continuity_audit.estate.secrecy import is_secret_name
from continuity_audit.parsers.secret_texts import secret_texts


@pytest.mark.parametrize(
    "name",
    ["password", "passwd", "passphrase", "passcode", "db_pw", "db_pwd", "secret", "sensitive_text", "token",
     "credentials",
     "private_key", "api_key", "access_key", "account_key", "shared_key", "shared_access_key", "signing_key",
     "auth_key",
     "tunnel1_preshared_key", "x_psk", "connection_string", "conn_str"],
)  # fmt: skip
@pytest.mark.parametrize("line", ['{} = "hunter2"', "{}: hunter2", '"{}": "hunter2"'])
def test_names_of_secrets_in_files(name: str, line: str) -> None:
    assert is_secret_name(name)
    assert secret_texts(f"a = 1\n{line.format(name)}\n".encode()) == {"hunter2"}


def test_other_names_hold_nothing_to_hide() -> None:
    assert secret_texts(b'engine = "postgres"\npassword = var.password\n') == frozenset()
