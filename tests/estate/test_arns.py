"""What an ARN says is read as far as it is known; what is open in it stays open, each part by itself."""

from __future__ import annotations

import pytest

from continuity_audit.estate.arns import read_arn
from continuity_audit.estate.spelling import spelled
from continuity_audit.estate.values import Unknown, Value

PLACE = Unknown(frozenset({"var.place"}), "var.place")
ACCOUNT = Unknown(frozenset({"data.aws_caller_identity.me"}), "data.aws_caller_identity.me.account_id")


def arn(*parts: str | Unknown) -> Unknown:
    causes = frozenset(cause for part in parts if isinstance(part, Unknown) for cause in part.causes)
    return Unknown(causes, "an ARN", text=spelled(parts))


@pytest.mark.parametrize(("value", "service", "region", "account", "names"), [
    ("arn:aws:rds:eu-west-2:111122223333:db:users", "rds", "eu-west-2", "111122223333", ("users",)),
    ("arn:aws:s3:::files", "s3", None, None, ("files",)),
    ("arn:aws:ssm:eu-west-2:1:parameter/shop/url", "ssm", "eu-west-2", "1", ("url", "parameter/shop/url")),
    (arn("arn:aws:rds:eu-west-2:", ACCOUNT, ":db:users"), "rds", "eu-west-2", ACCOUNT, ("users",)),
    (arn("arn:aws:rds:", PLACE, ":", ACCOUNT, ":db:users"), "rds", PLACE, ACCOUNT, ("users",)),
    (arn("arn:", PLACE, ":rds:eu-west-2:1:db:users"), "rds", "eu-west-2", "1", ("users",)),
    (arn("arn:aws:rds:eu-west-2:1:db:", PLACE), "rds", "eu-west-2", "1", (PLACE,)),
])  # fmt: skip
def test_the_parts_of_an_arn(
    value: Value, service: Value, region: Value, account: Value, names: tuple[Value, ...]
) -> None:
    found = read_arn(value)

    assert found is not None
    assert (found.service, found.region, found.account, found.names) == (service, region, account, names)


@pytest.mark.parametrize("value", [
    None, "", "users", "arn:aws:rds:eu-west-2", PLACE, arn(PLACE, ":rds:eu-west-2:1:db:users"), ("arn:aws:s3:::files",),
])  # fmt: skip
def test_what_is_no_arn_or_may_be_none(value: Value) -> None:
    assert read_arn(value) is None
