"""Amazon SageMaker notebook instances: one machine with a volume of its own.

Sources: https://docs.aws.amazon.com/sagemaker/latest/dg/
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.profiles.profile import Profile, lost, recovers

SAGEMAKER: Final = "https://docs.aws.amazon.com/sagemaker/latest/dg/"
VOLUME_KEPT: Final = SAGEMAKER + "API_StopNotebookInstance.html"
VOLUMES: Final = "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volumes.html"

NOTEBOOK = Profile(
    type="aws_sagemaker_notebook_instance",
    title="Amazon SageMaker notebook instance",
    kind=Kind.COMPUTE,
    stateful=True,
    names=("name",),
    instance=(
        recovers("redeploy", "started again, another machine takes the volume that was kept", rto="5m-1h",
                 source=VOLUME_KEPT),
    ),
    zone=(lost("its volume stands in a single zone, and nothing takes snapshots of it", source=VOLUMES),),
)  # fmt: skip

PROFILES = (NOTEBOOK,)
