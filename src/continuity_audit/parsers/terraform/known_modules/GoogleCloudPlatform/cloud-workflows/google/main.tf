# A stand-in for GoogleCloudPlatform/cloud-workflows/google: https://github.com/GoogleCloudPlatform/terraform-google-cloud-workflows
# Defaults: variables.tf of v0.2.0 (v0.1.0 agrees in what stands here).

variable "project_id" { default = null }
variable "workflow_name" { default = null }
variable "region" { default = null }
variable "workflow_source" { default = null }
variable "workflow_labels" { default = {} }

resource "google_workflows_workflow" "workflow" {
  project         = var.project_id
  name            = var.workflow_name
  region          = var.region
  source_contents = var.workflow_source
  labels          = var.workflow_labels
}

output "workflow_id" { value = google_workflows_workflow.workflow.id }
output "workflow_region" { value = google_workflows_workflow.workflow.region }
