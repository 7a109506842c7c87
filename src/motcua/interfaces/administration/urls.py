from django.urls import URLPattern, path

from motcua.interfaces.administration import deliveries

app_name = "administration"
urlpatterns: list[URLPattern] = [
    path("viec-gui-di/", deliveries.deliveries, name="deliveries"),
    path(
        "viec-gui-di/<int:delivery_id>/thu-lai/", deliveries.retry_delivery, name="retry_delivery"
    ),
]
