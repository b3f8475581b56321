# A stand-in for terraform-google-modules/composer/google//modules/create_environment_v1: https://github.com/terraform-google-modules/terraform-google-composer
# Defaults: variables.tf of v6.3.0.

variable "project_id" { default = null }
variable "composer_env_name" {}
variable "region" { default = "us-central1" }
variable "labels" { default = {} }
variable "env_variables" { default = {} }
variable "kms_key_name" { default = null }

resource "google_composer_environment" "composer_env" {
  project = var.project_id
  name    = var.composer_env_name
  region  = var.region
  labels  = var.labels
  config {
    software_config {
      env_variables = var.env_variables
    }
    encryption_config {
      kms_key_name = var.kms_key_name
    }
  }
}

output "composer_env_name" { value = google_composer_environment.composer_env.name }
output "composer_env_id" { value = google_composer_environment.composer_env.id }
output "composer_env" { value = google_composer_environment.composer_env }
