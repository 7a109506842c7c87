from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "motcua.casework.post"
    label = "post"
