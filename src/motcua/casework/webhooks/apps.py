from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "motcua.casework.webhooks"
    label = "webhooks"
