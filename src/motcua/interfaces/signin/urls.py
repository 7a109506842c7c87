from django.urls import URLPattern, path

from motcua.interfaces.signin import choose, mine, passkeys, staff

app_name = "signin"
urlpatterns: list[URLPattern] = [
    path("dang-nhap/", choose.choose, name="choose"),
    path("dang-nhap/vneid/", choose.to_vneid, name="to_vneid"),
    path("dang-xuat/", choose.leave, name="leave"),
    path("can-bo/dang-nhap/", staff.password, name="staff"),
    path("can-bo/dang-nhap/mat-khau-moi/", staff.new_password, name="new_password"),
    path("can-bo/dang-nhap/lap-ma/", staff.enrol, name="enrol"),
    path("can-bo/dang-nhap/ma/", staff.code, name="code"),
    path("can-bo/dang-nhap/khoa/bat-dau/", passkeys.begin_sign_in, name="passkey_begin"),
    path("can-bo/dang-nhap/khoa/", passkeys.sign_in, name="passkey"),
    path("tai-khoan/", mine.mine, name="sessions"),
    path("tai-khoan/phien/khac/ket-thuc/", mine.end_others, name="end_others"),
    path("tai-khoan/phien/<uuid:handle>/ket-thuc/", mine.end_one, name="end_one"),
    path("tai-khoan/chuc-danh/<int:post_id>/", mine.choose_post, name="choose_post"),
    path("tai-khoan/mat-khau/", mine.change_password, name="change_password"),
    path("tai-khoan/ma-du-phong/", mine.recovery_codes, name="recovery_codes"),
    path("tai-khoan/khoa/bat-dau/", passkeys.begin_registration, name="add_passkey_begin"),
    path("tai-khoan/khoa/", passkeys.register, name="add_passkey"),
    path("tai-khoan/khoa/<int:passkey_id>/bo/", passkeys.remove, name="remove_passkey"),
]
