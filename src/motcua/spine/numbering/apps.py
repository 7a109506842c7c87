from django.apps import AppConfig


class NumberingConfig(AppConfig):
    name = "motcua.spine.numbering"
    label = "numbering"
