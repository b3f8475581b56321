# A stand-in for terraform-google-modules/lb-internal/google: https://github.com/terraform-google-modules/terraform-google-lb-internal
# Defaults: variables.tf of v9.0.4 (v1.0.0 to v8.0.0 agree in what stands here).

variable "project" { default = null }
variable "project_id" { default = null }
variable "name" {}
variable "region" { default = null }
variable "backends" {}
variable "health_check" { default = {} }
variable "labels" { default = {} }

resource "google_compute_forwarding_rule" "default" {
  project               = var.project_id == null ? var.project : var.project_id
  name                  = var.name
  region                = var.region
  load_balancing_scheme = "INTERNAL"
  backend_service       = google_compute_region_backend_service.default.self_link
  labels                = var.labels
}

resource "google_compute_region_backend_service" "default" {
  project       = var.project_id == null ? var.project : var.project_id
  name          = "${var.name}-with-hc"
  region        = var.region
  health_checks = [var.health_check]
  dynamic "backend" {
    for_each = var.backends
    content {
      group    = backend.value.group
      failover = try(backend.value.failover, null)
    }
  }
}

output "ip_address" { value = google_compute_forwarding_rule.default.ip_address }
output "forwarding_rule" { value = google_compute_forwarding_rule.default.self_link }
output "forwarding_rule_id" { value = google_compute_forwarding_rule.default.id }
