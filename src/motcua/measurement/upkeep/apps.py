from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "motcua.measurement.upkeep"
    label = "upkeep"
