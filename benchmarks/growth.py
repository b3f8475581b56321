"""A cold `continuity-audit check` on generated trees of 100, 1,000 and 10,000 files, against parsing the same files."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from against_parsing import parsing
from timing import in_turn, report, tool

FILES_A_ROOT = 10
"""As many as real estates have; like theirs, a file holds one component or none, and much that none hangs on."""

FILES = {
    "main.tf": """
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
  backend "s3" {
    bucket = "example-state"
    key    = "app<n>/terraform.tfstate"
    region = "eu-west-1"
  }
}

provider "aws" {
  region = var.region
  default_tags { tags = local.tags }
}

locals {
  name = "app<n>-${var.environment}"
  tags = {
    Name        = local.name
    Environment = var.environment
    Owner       = "team-<n>@example.com"
  }
}

module "network" {
  source = "../modules/network"
  name   = local.name
  zones  = var.zones
}
""",
    "variables.tf": """
variable "region" {
  description = "Where everything runs."
  type        = string
  default     = "eu-west-1"
}

variable "zones" {
  description = "The zones that the network has subnets in."
  type        = list(string)
  default     = ["eu-west-1a", "eu-west-1b"]
}

variable "environment" {
  description = "What this is an instance of: production, staging or development."
  type        = string
  default     = "production"

  validation {
    condition     = contains(["production", "staging", "development"], var.environment)
    error_message = "There is no such environment."
  }
}

variable "backup_days" {
  description = "For how many days automated backups are kept."
  type        = number
  default     = 7
}

variable "desired_count" {
  description = "How many tasks of the service run."
  type        = number
  default     = 2
}
""",
    "database.tf": """
resource "aws_db_subnet_group" "this" {
  name       = local.name
  subnet_ids = module.network.subnet_ids
}

resource "aws_db_instance" "this" {
  identifier                = local.name
  engine                    = "postgres"
  engine_version            = "15.4"
  instance_class            = var.environment == "production" ? "db.r6g.large" : "db.t4g.small"
  allocated_storage         = 100
  multi_az                  = var.environment == "production"
  backup_retention_period   = var.backup_days
  db_subnet_group_name      = aws_db_subnet_group.this.name
  vpc_security_group_ids    = [aws_security_group.database.id]
  final_snapshot_identifier = "${local.name}-final"
  tags                      = merge(local.tags, { service = "database" })
}
""",
    "storage.tf": """
resource "aws_s3_bucket" "uploads" {
  bucket = "${local.name}-uploads"
}

resource "aws_s3_bucket_versioning" "uploads" {
  bucket = aws_s3_bucket.uploads.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "uploads" {
  bucket = aws_s3_bucket.uploads.id
  rule {
    id     = "old-versions"
    status = "Enabled"
    noncurrent_version_expiration {
      noncurrent_days = 90
    }
  }
}

resource "aws_s3_bucket_public_access_block" "uploads" {
  bucket                  = aws_s3_bucket.uploads.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
""",
    "queue.tf": """
resource "aws_sqs_queue" "jobs" {
  name                      = "${local.name}-jobs"
  message_retention_seconds = 1209600
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue" "dead" {
  name = "${local.name}-dead"
}
""",
    "service.tf": """
resource "aws_ecs_cluster" "this" {
  name = local.name
}

resource "aws_ecs_task_definition" "app" {
  family                   = local.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 512
  memory                   = 1024
  execution_role_arn       = aws_iam_role.task.arn
  container_definitions = jsonencode([
    {
      name         = "app"
      image        = "example/app:1.2.3"
      essential    = true
      portMappings = [{ containerPort = 8080 }]
      environment = [
        { name = "DATABASE_HOST", value = aws_db_instance.this.address },
        { name = "QUEUE_URL", value = aws_sqs_queue.jobs.url },
        { name = "BUCKET", value = aws_s3_bucket.uploads.bucket },
      ]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group  = aws_cloudwatch_log_group.app.name
          awslogs-region = var.region
        }
      }
    }
  ])
}

resource "aws_ecs_service" "app" {
  name            = local.name
  cluster         = aws_ecs_cluster.this.id
  task_definition = aws_ecs_task_definition.app.arn
  desired_count   = var.desired_count
  launch_type     = "FARGATE"
  network_configuration {
    subnets         = module.network.subnet_ids
    security_groups = [aws_security_group.app.id]
  }
}
""",
    "iam.tf": """
data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "task" {
  statement {
    sid       = "Objects"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["${aws_s3_bucket.uploads.arn}/*"]
  }
  statement {
    sid       = "Messages"
    actions   = ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"]
    resources = [aws_sqs_queue.jobs.arn]
  }
}

resource "aws_iam_role" "task" {
  name               = "${local.name}-task"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "task" {
  name   = "${local.name}-task"
  role   = aws_iam_role.task.id
  policy = data.aws_iam_policy_document.task.json
}
""",
    "security_groups.tf": """
resource "aws_security_group" "app" {
  name        = "${local.name}-app"
  description = "What the tasks of the service may reach."
  vpc_id      = module.network.vpc_id

  egress {
    description = "everywhere"
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "database" {
  name        = "${local.name}-database"
  description = "Who may reach the database."
  vpc_id      = module.network.vpc_id

  ingress {
    description     = "the service"
    from_port       = 5432
    to_port         = 5432
    protocol        = "tcp"
    security_groups = [aws_security_group.app.id]
  }
}
""",
    "alarms.tf": """
resource "aws_cloudwatch_log_group" "app" {
  name              = "/ecs/${local.name}"
  retention_in_days = 30
}

resource "aws_cloudwatch_metric_alarm" "cpu" {
  alarm_name          = "${local.name}-database-cpu"
  alarm_description   = "The database is busy for longer than a quarter of an hour."
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 3
  metric_name         = "CPUUtilization"
  namespace           = "AWS/RDS"
  period              = 300
  statistic           = "Average"
  threshold           = 80
  dimensions          = { DBInstanceIdentifier = aws_db_instance.this.identifier }
}

resource "aws_cloudwatch_metric_alarm" "dead" {
  alarm_name          = "${local.name}-dead-letters"
  alarm_description   = "A job has failed five times."
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_name         = "ApproximateNumberOfMessagesVisible"
  namespace           = "AWS/SQS"
  period              = 60
  statistic           = "Maximum"
  threshold           = 0
  dimensions          = { QueueName = aws_sqs_queue.dead.name }
}
""",
    "outputs.tf": """
output "database_address" {
  description = "Where the database is reached."
  value       = aws_db_instance.this.address
}

output "bucket" {
  description = "What is uploaded."
  value       = aws_s3_bucket.uploads.bucket
}
""",
}
MODULE = """
variable "name" { type = string }
variable "zones" { type = list(string) }

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = var.name }
}

resource "aws_subnet" "this" {
  count             = length(var.zones)
  vpc_id            = aws_vpc.this.id
  cidr_block        = cidrsubnet(aws_vpc.this.cidr_block, 8, count.index)
  availability_zone = var.zones[count.index]
}

output "vpc_id" { value = aws_vpc.this.id }
output "subnet_ids" { value = aws_subnet.this[*].id }
"""
DENSE = """
resource "aws_db_instance" "db<k>" {
  multi_az                = <k> % 2 == 0
  backup_retention_period = 7
}
resource "aws_sqs_queue" "q<k>" { name = "q<k>" }
resource "aws_s3_bucket" "b<k>" { bucket = "b<k>" }
resource "aws_s3_bucket_versioning" "b<k>" {
  bucket = aws_s3_bucket.b<k>.id
  versioning_configuration { status = "Enabled" }
}
"""


def tree(folder: Path, files: int, dense: bool = False) -> Path:
    """A tree of so many files: roots of ten files each, which call one module; dense ones are nothing but resources."""
    (folder / "modules" / "network").mkdir(parents=True)
    (folder / "modules" / "network" / "main.tf").write_text(MODULE)
    for n in range(files // FILES_A_ROOT):
        root = folder / f"root{n}"
        root.mkdir()
        for k, (name, text) in enumerate(FILES.items()):
            (root / name).write_text(DENSE.replace("<k>", str(k)) if dense else text.replace("<n>", str(n)))
    return folder


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--jobs", default="1")
    parser.add_argument("--dense", action="store_true", help="nothing but resources in every file")
    options = parser.parse_args()
    core = 0 if options.jobs == "1" else None
    with tempfile.TemporaryDirectory() as folder:
        for files in (100, 1_000, 10_000):
            place = tree(Path(folder) / str(files), files, options.dense)
            ours = [*tool(), "check", str(place), "--format", "json", "--fail-on", "never", "--no-cache"]
            commands = {
                f"parsing {files} files": parsing(place, Path(folder) / f"{files}.names"),
                f"check of {files} files": [*ours, "--jobs", options.jobs],
            }
            report(in_turn(commands, options.runs, core))


if __name__ == "__main__":
    main()
