from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "motcua.interfaces.catalogue"
    label = "catalogue"
