"""Channels of AWS Elemental MediaLive."""

from __future__ import annotations

import pytest

from profiles.audit_text import outcomes
from profiles.aws.stateless import AWS, MEMBERS, REDEPLOYED, stateless

TWO = 'destinations {\n    stream_name = "a"\n  }\n  destinations {\n    stream_name = "b"\n  }'
ONE = 'destinations {\n    stream_name = "a"\n  }'


def channel(kind: str, ways_in: str = TWO) -> dict[str, str]:
    text = f"""
variable "class" {{}}

resource "aws_medialive_input" "feed" {{
  name = "feed"
  type = "RTMP_PUSH"
  {ways_in}
}}

resource "aws_medialive_channel" "news" {{
  name          = "news"
  channel_class = {kind}
  input_attachments {{
    input_attachment_name = "feed"
    input_id              = aws_medialive_input.feed.id
  }}
}}
"""
    return outcomes(AWS + text)["aws_medialive_channel.news"]


def test_a_standard_channel_has_two_pipelines_in_two_zones() -> None:
    assert channel('"STANDARD"') == MEMBERS
    assert channel('"SINGLE_PIPELINE"') == REDEPLOYED
    assert channel("var.class") == stateless("unknown(var.class)", "unknown(var.class)")


@pytest.mark.parametrize("ways_in", [ONE, 'sources {\n    url = "https://feed.acme.example/live"\n  }'])
def test_two_pipelines_do_not_help_where_one_way_leads_into_them(ways_in: str) -> None:
    assert channel('"STANDARD"', ways_in) == REDEPLOYED
