from django.urls import URLPattern, path

from motcua.interfaces.portal import finding, views

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("", finding.home, name="home"),
    path("tim/", finding.search, name="search"),
    path("su-kien/", finding.events, name="events"),
    path("su-kien/<slug:code>/", finding.event, name="event"),
    path("linh-vuc/", finding.fields, name="fields"),
    path("linh-vuc/<slug:code>/", finding.field, name="field"),
    path("thu-tuc/<str:jurisdiction>/<str:key>/", views.procedure, name="procedure"),
    path("thu-tuc/<str:jurisdiction>/<str:key>/to-khai/", views.form, name="form"),
    path("noi-nop/", views.centres, name="centres"),
]
