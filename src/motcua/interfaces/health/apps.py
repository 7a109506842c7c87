from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "motcua.interfaces.health"
    label = "health"
