from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "motcua.spine.editions"
    label = "editions"
