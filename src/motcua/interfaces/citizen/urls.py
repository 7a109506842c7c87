from django.urls import URLPattern, path

from motcua.interfaces.citizen import (
    dossier,
    filing,
    filling,
    following,
    inbox,
    mine,
    papers,
    paying,
    wishes,
)

app_name = "citizen"
urlpatterns: list[URLPattern] = [
    # A code comes from a source and may hold a slash.
    path("nop-ho-so/<str:jurisdiction>/<path:key>/", filing.begin, name="begin"),
    path("ban-nhap/<str:key>/", filing.resume, name="resume"),
    path("ban-nhap/<str:key>/khai/<slug:code>/", filling.section, name="section"),
    path("ban-nhap/<str:key>/khai/<slug:code>/luu/", filling.autosave, name="autosave"),
    path("ban-nhap/<str:key>/giay-to/", papers.papers, name="papers"),
    path("ban-nhap/<str:key>/giay-to/them/", papers.upload, name="upload"),
    path("ban-nhap/<str:key>/giay-to/bo/", papers.remove_paper, name="remove_paper"),
    path("ban-nhap/<str:key>/noi-nop/", filing.place, name="place"),
    path("ban-nhap/<str:key>/xem-lai/", filing.look_over, name="review"),
    path("ban-nhap/<str:key>/nop-tien/", paying.pay, name="pay"),
    path("ban-nhap/<str:key>/nop-tien/ma/", paying.begin_paying, name="begin_paying"),
    path("ban-nhap/<str:key>/nop-tien/den-chua/", paying.pay_state, name="pay_state"),
    path("ban-nhap/<str:key>/gui/", filing.send, name="send"),
    path("ban-nhap/<str:key>/bo/", filing.discard, name="discard"),
    path("ho-so/", mine.mine, name="mine"),
    path("ho-so/<str:code>/", dossier.dossier, name="dossier"),
    path("ho-so/<str:code>/da-gui/", mine.receipt, name="receipt"),
    path("ho-so/<str:code>/bo-sung/", wishes.supplement, name="supplement"),
    path("ho-so/<str:code>/rut/", wishes.withdraw, name="withdraw"),
    path("ho-so/<str:code>/danh-gia/", wishes.rate, name="rate"),
    path("ho-so/<str:code>/phieu/<int:number>/", dossier.download, name="download"),
    path("ho-so/<str:code>/giay-to/<int:number>/", dossier.handed_in, name="handed_in"),
    path("ho-so/<str:code>/nop-tien/<int:charge_id>/", paying.pay_fee, name="pay_fee"),
    path("ho-so/<str:code>/nop-tien/<int:charge_id>/ma/", paying.begin_fee, name="begin_fee"),
    path("ho-so/<str:code>/nop-tien/<int:charge_id>/den-chua/", paying.fee_state, name="fee_state"),
    path("tra-cuu/", following.track, name="track"),
    path("tra-cuu/<str:token>/", following.stage, name="stage"),
    path("tin-bao/", inbox.inbox, name="inbox"),
    path("tin-bao/da-doc/", inbox.read_all, name="read_all"),
    path("tin-bao/<int:number>/", inbox.read_one, name="read_one"),
]
