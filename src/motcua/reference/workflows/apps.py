from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "motcua.reference.workflows"
    label = "workflows"
