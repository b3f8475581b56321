# A stand-in for terraform-google-modules/composer/google: https://github.com/terraform-google-modules/terraform-google-composer
# Defaults: variables.tf of v6.3.0.

variable "project_id" { default = null }
variable "composer_env_name" {}
variable "region" { default = "us-central1" }

module "composer-environment" {
  source            = "terraform-google-modules/composer/google//modules/create_environment_v1"
  project_id        = var.project_id
  composer_env_name = var.composer_env_name
  region            = var.region
}

output "composer_env_name" { value = module.composer-environment.composer_env_name }
output "composer_env_id" { value = module.composer-environment.composer_env_id }
