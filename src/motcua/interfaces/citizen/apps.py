from django.apps import AppConfig


class CitizenConfig(AppConfig):
    name = "motcua.interfaces.citizen"
    label = "citizen"
