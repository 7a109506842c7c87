from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "motcua.interfaces.signin"
    label = "signin"
