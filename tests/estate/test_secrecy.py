"""What is a secret by its name, and where one stands inside a text."""

from __future__ import annotations

import pytest

from continuity_audit.estate import secrecy
from continuity_audit.estate.secrecy import is_secret_name, may_tell, without_secrets
from continuity_audit.estate.trees import choose
from continuity_audit.estate.values import Atom, Sensitive, Unknown, Value
from growth import calls_in


@pytest.mark.parametrize(
    "name",
    ["password", "DB_PASSWORD", "dbPassword", "admin_passwd", "pwd", "db_pwd", "token", "api-key", "private_key",
     "PGPASSWORD", "client_secret", "secret_string", "secret_key_base", "connection_string", "AccountKey",
     "shared_access_key", "passphrase", "db_pw", "tunnel1_preshared_key", "credentials", "AWS_SECRET_ACCESS_KEY",
     "set_sensitive"],
)  # fmt: skip
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    ["user", "secret_name", "secretName", "password_file", "token_url", "secret_arn", "kms_key_id", "token_ttl",
     "backup_window", "secretsmanager", "password_length", "existing_secret_ref", "cwd", "key",
     "tokens_per_second_count", "api_key_enabled", "external_secrets", "externalSecrets", "sealed-secrets"],
)  # fmt: skip
def test_names_that_are_no_names_of_secrets(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgres://u:hunter2@h/db", "postgres://u:…@h/db"),
        ("password=hunter2", "password=…"),
        ("export DB_PASSWORD='hunter 2'\nx=1", "export DB_PASSWORD='…'\nx=1"),
        ("Server=x;Password=hunter2;Port=1", "Server=x;Password=…;Port=1"),
        ('{"db_password": "hun\\"ter2", "x": 1}', '{"db_password": "…", "x": 1}'),
        (r"{\"password\":\"hunter2\",\"x\":1}", r"{\"password\":\"…\",\"x\":1}"),
        ('{"name":"DB_PASSWORD","value":"hunter2"}', '{"name":"DB_PASSWORD","value":"…"}'),
        ('{"value":"hunter2","name":"DB_PASSWORD"}', '{"value":"…","name":"DB_PASSWORD"}'),
        ("mysql --password=hunter2 -u x", "mysql --password=… -u x"),
        ("mysql --password hunter2 -u x", "mysql --password … -u x"),
        ("AccountName=x;AccountKey=aGk9/x==", "AccountName=x;AccountKey=…"),
        ("https://x?token=abc&y=1", "https://x?token=…&y=1"),
        ('-H "Authorization: Bearer hunter2x"', '-H "Authorization: Bearer …"'),
        ("ghp_abcdefghijklmnopqrstuvwxyz", "…"),
        ("mysqldump -h db -uroot -phunter2 orders | gzip", "mysqldump -h db -uroot -p… orders | gzip"),
        ("/usr/bin/mysqladmin -p'hunter 2' ping", "/usr/bin/mysqladmin -p… ping"),
        ('sh -c "mariadb -p\\"hunter2\\" x"', 'sh -c "mariadb -p… x"'),
        ("mysql -p orders; mysql -p$PW; mysql -p${var.pw}", "mysql -p orders; mysql -p$PW; mysql -p${var.pw}"),
        ("docker run mysql:8 -p3306:3306", "docker run mysql:8 -p3306:3306"),
        ("redis-cli -a hunter2 ping", "redis-cli -a … ping"),
        ("sshpass -p hunter2 ssh x", "sshpass -p … ssh x"),
        ("docker login -u u -p hunter2 r.example", "docker login -u u -p … r.example"),
        ("docker run -p 80:80 login", "docker run -p 80:80 login"),
        ("curl -sS -u admin:hunter2 h", "curl -sS -u admin:… h"),
        ("curl -u admin h:80", "curl -u admin h:80"),
        ("sqlcmd -S h -P hunter2", "sqlcmd -S h -P …"),
        ("sqlplus sys/hunter2@h as sysdba", "sqlplus sys/…@h as sysdba"),
        ("echo hunter2 | docker login r --password-stdin", "echo … | docker login r --password-stdin"),
        ("echo done | tee x", "echo done | tee x"),
        (
            "https://x.blob.core.windows.net/c?sv=1&sig=hunter2%3D&se=2",
            "https://x.blob.core.windows.net/c?sv=1&sig=…&se=2",
        ),
        ("https://hooks.slack.com/services/T0/B0/hunter2", "https://hooks.slack.com/services/…"),
        (
            "a\n-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----\nb",
            "a\n-----BEGIN RSA PRIVATE KEY-----…-----END RSA PRIVATE KEY-----\nb",
        ),
        ("-----BEGIN PRIVATE KEY-----\nhunter2", "-----BEGIN PRIVATE KEY-----…"),
        ("arn:aws:secretsmanager:eu-west-1:123:secret:db-x", "arn:aws:secretsmanager:eu-west-1:123:secret:db-x"),
        ('{"Action":"secretsmanager:GetSecretValue"}', '{"Action":"secretsmanager:GetSecretValue"}'),
        ("secret_name: foo", "secret_name: foo"),
        ("secret:\n  secretName: db\n", "secret:\n  secretName: db\n"),
        ("imagePullSecrets:\n- name: registry\n", "imagePullSecrets:\n- name: registry\n"),
        ("secret:\n  password: hunter2\n", "secret:\n  password: …\n"),
        ("password:\n  hunter2\n", "password:\n  …\n"),
        ("passwords:\n- hunter2\n", "passwords:\n- …\n"),
        ("token: |\n  hunter2\n  more\nnext: 1\n", "token: …\nnext: 1\n"),
        ("a:\n- token: >-\n    hunter2\n\n    more\n  b: 2\n", "a:\n- token: …\n  b: 2\n"),
        ("secretName: |\n  plain\n", "secretName: |\n  plain\n"),
        ("password = <<-EOT\n  hunter2\n  more\n  EOT\nnext = 1\n", "password = …\nnext = 1\n"),
        ("password = <<EOT\nhunter2\nno end", "password = …"),
        ("password = var.db_password", "password = var.db_password"),
        ("token = null", "token = null"),
        ("plain text", "plain text"),
    ],
)
def test_texts_are_shown_without_the_secrets_in_them(text: str, shown: str) -> None:
    assert without_secrets(text) == shown


def test_a_long_text_takes_no_long_time() -> None:
    for piece in ("-", "password", "a.", "token=", "token: |\n", "token = <<E\n", '"name":"token"', "://", "\\"):
        assert len(without_secrets(piece * 100_000)) > 0


@pytest.mark.parametrize(
    ("line", "quoted"),
    [
        ("  multi_az = true", True),
        ("  # the password is long", True),
        ("  multi_az = true # password: hunter2", False),
        ('  url = "x://u:hunter2@h"', False),
        ("  engine = sensitive(true)", False),
    ],
)
def test_lines_that_may_hold_a_secret_are_not_quoted(line: str, quoted: bool) -> None:
    assert may_tell(line) is not quoted


BY_NAME = Sensitive("x", named=True)
OPEN = Unknown(frozenset({"var.x"}), "var.x")
EITHER = Atom("var.ha")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("password", "x", BY_NAME),
        ("password", "", ""),
        ("password", None, None),
        ("password", True, True),
        ("password", 16, 16),
        ("password", OPEN, OPEN),
        ("password", Sensitive("x"), Sensitive("x")),
        ("secrets", {"a": "x", "b": 1}, {"a": BY_NAME, "b": 1}),
        ("secrets", ("a name of a secret",), ("a name of a secret",)),
        ("password", choose(EITHER, "x", None), choose(EITHER, BY_NAME, None)),
        ("user", "x", "x"),
    ],
)
def test_a_name_marks_texts(name: str, value: Value, expected: Value) -> None:
    assert secrecy.named(name, value) == expected


def test_a_pair_of_name_and_value_is_an_entry() -> None:
    assert secrecy.of_pair({"name": "DB_PASSWORD", "value": "x"}) == {"name": "DB_PASSWORD", "value": BY_NAME}
    assert secrecy.of_pair({"name": "LEVEL", "value": "x"}) == {"name": "LEVEL", "value": "x"}
    assert secrecy.within(({"key": "a.token", "value": "x"}, {"b": {"password": "x"}})) == (
        {"key": "a.token", "value": BY_NAME},
        {"b": {"password": BY_NAME}},
    )


def test_what_stands_behind_an_option_is_a_secret() -> None:
    assert secrecy.of_arguments(("--db-token", "x", "--level", "y", "-v")) == (
        "--db-token",
        BY_NAME,
        "--level",
        "y",
        "-v",
    )


@pytest.mark.parametrize(
    ("command", "hidden"),
    [
        (("mysqldump", "-uroot", "-phunter2", "orders"), {2}),
        (("/usr/bin/redis-cli", "-a", "hunter2"), {2}),
        (("curl", "-u", "u:hunter2", "h"), {2}),
        (("redis-server", "-a", "x"), set()),
        (("mysql", "-p", "orders"), set()),
        (("redis-cli", "-a", "$(PW)"), set()),
        (("docker", "--debug", "login", "-u", "u", "-p", "hunter2", "r.example"), {6}),
        (("docker", "run", "-p", "80:80", "login"), set()),
    ],
)
def test_what_a_program_takes_for_a_password_is_a_secret(command: tuple[str, ...], hidden: set[int]) -> None:
    shown = secrecy.of_arguments(command)
    assert {at for at, item in enumerate(shown) if isinstance(item, Sensitive)} == hidden


def test_a_command_of_many_programs_is_looked_through_once_for_each() -> None:
    few, many = (calls_in(lambda n=n: secrecy.of_arguments(("mysql", "curl") * n)) for n in (100, 1_000))  # type: ignore[misc]
    assert many < 20 * few


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("git::https://user:word@host/x.git", "git::https://host/x.git"),
        ("ssh://git@host/x and https://token@host/y", "ssh://host/x and https://host/y"),
        ('{"a": "x://b", "c": "d@e"}', '{"a": "x://b", "c": "d@e"}'),
        ("git@host:x.git", "git@host:x.git"),
    ],
)
def test_logins_of_addresses_are_not_told(text: str, shown: str) -> None:
    assert secrecy.without_logins(text) == shown
