"""Live video of AWS Elemental MediaLive.

Sources: https://docs.aws.amazon.com/medialive/latest/ug/class-channel-input.html,
https://docs.aws.amazon.com/medialive/latest/ug/plan-redundancy-mode.html, https://aws.amazon.com/medialive/faqs/
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.profile import Fold, Profile, continues
from continuity_audit.profiles.terms import attribute

CLASSES: Final = "https://docs.aws.amazon.com/medialive/latest/ug/class-channel-input.html"
ZONES: Final = "https://aws.amazon.com/medialive/faqs/"
INPUT: Final = "aws_medialive_input"

TWO_PIPELINES = attribute("channel_class").equals("STANDARD")
TWO_WAYS_IN = (
    attribute("destinations").length.at_least(2) | attribute("sources").length.at_least(2)
    | attribute("media_connect_flows").length.at_least(2) | attribute("input_devices").length.at_least(2)
)  # fmt: skip
"""Of an input of the standard class; one of a single pipeline leaves a channel when that one fails."""
FED_TWICE = ~companions(INPUT).any(~TWO_WAYS_IN)

CHANNEL = Profile(
    type="aws_medialive_channel",
    title="AWS Elemental MediaLive channel",
    kind=Kind.WORKLOAD,
    stateful=False,
    folds=(Fold(INPUT, by="input_attachments.input_id", forward=True, shared=True),),
    instance=(continues("members", "the other of its two pipelines goes on", when=TWO_PIPELINES & FED_TWICE,
                        rto="0s-1m", source=CLASSES),),
    zone=(continues("members", "its two pipelines run in two zones", when=TWO_PIPELINES & FED_TWICE, rto="0s-1m",
                    source=ZONES),),
)  # fmt: skip

PROFILES = (CHANNEL,)
