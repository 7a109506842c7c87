from django.urls import URLPattern, path

from motcua.interfaces.portal import views

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("tim/", views.search, name="search"),
]
