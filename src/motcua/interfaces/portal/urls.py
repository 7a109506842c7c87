from django.urls import URLPattern, path

from motcua.interfaces.portal import calculator, finding, views

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("", finding.home, name="home"),
    path("tim/", finding.search, name="search"),
    path("su-kien/", finding.events, name="events"),
    path("su-kien/<slug:code>/", finding.event, name="event"),
    path("linh-vuc/", finding.fields, name="fields"),
    path("linh-vuc/<slug:code>/", finding.field, name="field"),
    # A code comes from a source and may hold a slash.
    path("thu-tuc/<str:jurisdiction>/<path:key>/to-khai/", views.form, name="form"),
    path("thu-tuc/<str:jurisdiction>/<path:key>/", views.procedure, name="procedure"),
    path("tinh-han/", calculator.calculator, name="calculator"),
    path("noi-nop/", views.centres, name="centres"),
]
