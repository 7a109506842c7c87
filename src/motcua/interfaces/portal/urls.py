from django.urls import URLPattern, path

from motcua.interfaces.portal import home, views

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("tim/", home.search, name="search"),
    path("thu-tuc/<str:jurisdiction>/<str:key>/", views.procedure, name="procedure"),
    path("thu-tuc/<str:jurisdiction>/<str:key>/to-khai/", views.form, name="form"),
    path("noi-nop/", views.centres, name="centres"),
    path("linh-vuc/", views.fields, name="fields"),
    path("linh-vuc/<slug:slug>/", views.field, name="field"),
]
