"""The one address of sign-in that is the same in every language: VNeID knows it by heart."""

from django.urls import URLPattern, path

from motcua.interfaces.signin import choose

app_name = "vneid"
urlpatterns: list[URLPattern] = [path("callback", choose.from_vneid, name="callback")]
