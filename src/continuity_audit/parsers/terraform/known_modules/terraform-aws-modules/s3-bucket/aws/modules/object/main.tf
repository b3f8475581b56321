# A stand-in for terraform-aws-modules/s3-bucket/aws//modules/object: https://github.com/terraform-aws-modules/terraform-aws-s3-bucket
# Defaults: modules/object/variables.tf of v5.15.4 (v3.15.2 and v4.11.0 agree in what stands here).

variable "create" { default = true }
variable "region" { default = null }
variable "bucket" { default = "" }
variable "key" { default = "" }
variable "file_source" { default = null }
variable "content" { default = null }
variable "content_base64" { default = null }

resource "aws_s3_object" "this" {
  count          = var.create ? 1 : 0
  region         = var.region
  bucket         = var.bucket
  key            = var.key
  source         = var.file_source
  content        = var.content
  content_base64 = var.content_base64
}

output "s3_object_id" { value = try(aws_s3_object.this[0].id, "") }
