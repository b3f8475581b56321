# A stand-in for terraform-aws-modules/lambda/aws//modules/docker-build: https://github.com/terraform-aws-modules/terraform-aws-lambda
# Defaults: modules/docker-build/variables.tf of v8.8.1 (v2.0.0 and v5.0.0 agree in what stands here).

variable "create_ecr_repo" { default = false }
variable "ecr_repo" { default = null }
variable "ecr_repo_tags" { default = {} }

resource "aws_ecr_repository" "this" {
  count = var.create_ecr_repo ? 1 : 0
  name  = var.ecr_repo
  tags  = var.ecr_repo_tags
}

resource "docker_registry_image" "this" {
  name = try(aws_ecr_repository.this[0].repository_url, var.ecr_repo)
}

output "image_uri" { value = docker_registry_image.this.name }
output "image_id" { value = docker_registry_image.this.id }
