"""SageMaker notebook instances."""

from __future__ import annotations

from profiles.audit_text import components, outcomes


def test_a_notebook_is_one_machine_with_a_volume_of_its_own() -> None:
    text = """
resource "aws_sagemaker_notebook_instance" "lab" {
  name          = "lab"
  role_arn      = "arn:aws:iam::111122223333:role/lab"
  instance_type = "ml.t3.medium"
  volume_size   = 100
}
"""
    assert outcomes(text)["aws_sagemaker_notebook_instance.lab"] == {
        "data": "lost", "instance": "recovers/redeploy", "zone": "lost", "region": "lost", "account": "lost",
    }  # fmt: skip
    assert components(text)["aws_sagemaker_notebook_instance.lab"].stateful
