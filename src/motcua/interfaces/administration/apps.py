from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "motcua.interfaces.administration"
    label = "administration"
