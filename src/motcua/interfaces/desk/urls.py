from django.urls import URLPattern, path
from django.views.generic import RedirectView

from motcua.interfaces.desk import (
    acting,
    collecting,
    counter,
    dossier,
    downloads,
    queue,
    signing,
    slips,
)

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("", RedirectView.as_view(pattern_name="desk:queue"), name="desk"),
    path("ho-so/", queue.queue, name="queue"),
    path("ky/", signing.signing, name="signing"),
    path("ky/duyet/", signing.approve, name="approve"),
    path("ky/cap-so/", signing.number, name="number"),
    path("ky/mo-khoa/", signing.unlock, name="unlock"),
    path("quay/", counter.counter, name="counter"),
    path("quay/<str:jurisdiction>/<str:key>/", counter.take_in, name="take_in"),
    path("ho-so/<str:code>/thu-tien/", collecting.fee, name="fee"),
    path("ho-so/<str:code>/thu-tien/den-chua/", collecting.fee_state, name="fee_state"),
    path("ho-so/<str:code>/thu-tien/ma/", collecting.show_code, name="show_code"),
    path("ho-so/<str:code>/giay-tiep-nhan/", slips.acknowledgement, name="acknowledgement"),
    path("ho-so/<str:code>/", dossier.dossier, name="dossier"),
    path("ho-so/<str:code>/tai/<str:kind>/<int:number>/", downloads.download, name="download"),
    path("ho-so/<str:code>/lam/<str:name>/", acting.act, name="act"),
    path("ho-so/<str:code>/bo-sung/", acting.supplement, name="supplement"),
    path("ho-so/<str:code>/tu-choi-tiep-nhan/", acting.not_receive, name="not_receive"),
    path("ho-so/<str:code>/tu-choi/", acting.refuse, name="refuse"),
    path("ho-so/<str:code>/du-thao/", acting.draft_result, name="draft_result"),
    path("ho-so/<str:code>/tra/", acting.return_result, name="return_result"),
]
