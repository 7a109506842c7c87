from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

handler400 = "motcua.interfaces.refusals.bad_request"
handler403 = "motcua.interfaces.refusals.forbidden"
handler404 = "motcua.interfaces.refusals.not_found"
handler500 = "motcua.interfaces.refusals.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("motcua.interfaces.api.urls")),
    path("dang-nhap/vneid/", include("motcua.interfaces.signin.callback")),
    path("thanh-toan/vietqr/", include("motcua.connectors.vietqr_bank.urls")),
    path("ket-noi/buu-chinh/", include("motcua.connectors.postal_service.urls")),
    path("ket-noi/cong-quoc-gia/", include("motcua.connectors.national_portal.urls")),
    *i18n_patterns(
        path("", include("motcua.interfaces.portal.urls")),
        path("", include("motcua.interfaces.citizen.urls")),
        path("", include("motcua.interfaces.look.urls")),
        path("", include("motcua.interfaces.signin.urls")),
        path("danh-muc/", include("motcua.interfaces.catalogue.urls")),
        path("ban-lam-viec/", include("motcua.interfaces.desk.urls")),
        path("quan-tri/", include("motcua.interfaces.administration.urls")),
        path("dieu-hanh/", include("motcua.interfaces.board.urls")),
        prefix_default_language=False,
    ),
]
