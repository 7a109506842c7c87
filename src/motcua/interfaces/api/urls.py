from django.urls import URLPattern, path

from motcua.interfaces.api import whoami

app_name = "api"
urlpatterns: list[URLPattern] = [
    path("me", whoami.me, name="me"),
]
