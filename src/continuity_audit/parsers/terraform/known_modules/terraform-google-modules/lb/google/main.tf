# A stand-in for terraform-google-modules/lb/google: https://github.com/terraform-google-modules/terraform-google-lb
# Defaults: variables.tf of v5.1.0 (v1.0.0 to v5.0.0 agree in what stands here).

variable "project" { default = "" }
variable "name" {}
variable "region" { default = null }
variable "disable_health_check" { default = false }
variable "labels" { default = {} }

resource "google_compute_forwarding_rule" "default" {
  project               = var.project
  name                  = var.name
  region                = var.region
  load_balancing_scheme = "EXTERNAL"
  target                = google_compute_target_pool.default.self_link
  labels                = var.labels
}

resource "google_compute_target_pool" "default" {
  project       = var.project
  name          = var.name
  region        = var.region
  health_checks = var.disable_health_check ? [] : [google_compute_http_health_check.default[0].self_link]
}

resource "google_compute_http_health_check" "default" {
  count   = var.disable_health_check ? 0 : 1
  project = var.project
  name    = "${var.name}-hc"
}

output "target_pool" { value = google_compute_target_pool.default.self_link }
output "external_ip" { value = google_compute_forwarding_rule.default.ip_address }
