from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "motcua.spine.access"
    label = "access"
