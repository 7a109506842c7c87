from django.urls import URLPattern, path

from motcua.interfaces.administration import (
    accesses,
    account_urls,
    calendars,
    deliveries,
    digests,
    hours,
    national,
    outages,
    units,
)

app_name = "administration"
urlpatterns: list[URLPattern] = [
    *account_urls.patterns,
    path("viec-gui-di/", deliveries.deliveries, name="deliveries"),
    path(
        "viec-gui-di/<int:delivery_id>/thu-lai/", deliveries.retry_delivery, name="retry_delivery"
    ),
    path("tinh-trang/", digests.digests, name="digests"),
    path("cong-quoc-gia/", national.differences, name="national"),
    path("luot-xem/", accesses.accesses, name="accesses"),
    path("co-quan/", units.units, name="units"),
    path("co-quan/<str:code>/", units.unit, name="unit"),
    path("co-quan/<str:code>/gio-lam-viec/", hours.office_hours, name="office_hours"),
    path("co-quan/<str:code>/gio-lam-viec/xem-truoc/", hours.check_hours, name="check_hours"),
    path("co-quan/<str:code>/gio-lam-viec/ghi/", hours.set_hours, name="set_hours"),
    path("co-quan/<str:code>/gio-lam-viec/bo/", hours.end_hours, name="end_hours"),
    path("lich/", calendars.calendar, name="calendar"),
    path("lich/su-co/", outages.outages, name="outages"),
    path("lich/su-co/ghi-nhan/", outages.new_outage, name="new_outage"),
    path("lich/su-co/xem-truoc/", outages.check_outage, name="check_outage"),
    path("lich/su-co/ghi/", outages.enter_outage, name="enter_outage"),
    path("lich/su-co/<str:code>/huy/", outages.lift_outage, name="lift_outage"),
    path("lich/van-ban/", calendars.decrees, name="decrees"),
    path("lich/van-ban/them/", calendars.new_decree, name="new_decree"),
    path("lich/van-ban/xem-truoc/", calendars.check_decree, name="check_decree"),
    path("lich/van-ban/ghi/", calendars.enter_decree, name="enter_decree"),
]
