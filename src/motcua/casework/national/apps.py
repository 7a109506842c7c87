from django.apps import AppConfig


class NationalConfig(AppConfig):
    name = "motcua.casework.national"
    label = "national"
