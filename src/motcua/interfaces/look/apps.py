from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "motcua.interfaces.look"
    label = "look"
