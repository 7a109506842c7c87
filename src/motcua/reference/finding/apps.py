from django.apps import AppConfig


class FindingConfig(AppConfig):
    name = "motcua.reference.finding"
    label = "finding"
