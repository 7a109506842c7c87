"""The account pages' part of /quan-tri/."""

from django.urls import URLPattern, path

from motcua.interfaces.administration import accounts, keys, locks

patterns: list[URLPattern] = [
    path("tai-khoan/", accounts.accounts, name="accounts"),
    path("tai-khoan/mo/", accounts.open_account, name="open_account"),
    path("tai-khoan/<int:account_id>/", accounts.account, name="account"),
    path("tai-khoan/<int:account_id>/chuc-danh/", accounts.appoint, name="appoint"),
    path("tai-khoan/<int:account_id>/chuc-danh/<int:post_id>/", accounts.end_post, name="end_post"),
    path("tai-khoan/<int:account_id>/khoa/", accounts.disable, name="disable"),
    path("tai-khoan/<int:account_id>/mo-lai/", accounts.enable, name="enable"),
    path("tai-khoan/<int:account_id>/het-cho/", accounts.unlock, name="unlock"),
    path("tai-khoan/<int:account_id>/mat-khau/", accounts.reset_password, name="reset_password"),
    path(
        "tai-khoan/<int:account_id>/ma-xac-thuc/",
        accounts.reset_second_factor,
        name="reset_second_factor",
    ),
    path("phai-cho/", locks.locks, name="locks"),
    path("phai-cho/dia-chi/", locks.unlock_addresses, name="unlock_addresses"),
    path("khoa-ket-noi/", keys.keys, name="keys"),
    path("khoa-ket-noi/them/", keys.new_key, name="new_key"),
    path("khoa-ket-noi/<int:key_id>/", keys.change_key, name="change_key"),
    path("khoa-ket-noi/<int:key_id>/thu-hoi/", keys.revoke_key, name="revoke_key"),
    path("khoa-ket-noi/noi-nhan/<int:webhook_id>/thoi/", keys.end_webhook, name="end_webhook"),
]
