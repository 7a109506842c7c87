"""What the sign-in pages ask for. Refusals of the operations stand at the field they speak of."""

from typing import TYPE_CHECKING

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from motcua.interfaces.look.asking import AskingForm
from motcua.reference.people import rules

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PASSWORD_CHARS_TAKEN = 1000  # Longer ones are refused by the rules, with a sentence.


def _password(
    label: "_StrPromise",
    autocomplete: str,
    missing: "_StrPromise",
    help_text: "_StrPromise | str" = "",
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        max_length=PASSWORD_CHARS_TAKEN,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": missing},
    )


class PasswordForm(AskingForm):
    login = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=80,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": _("Chưa có tên đăng nhập. Nhập tên được cấp.")},
    )
    password = _password(
        _("Mật khẩu"), "current-password", _("Chưa có mật khẩu. Nhập mật khẩu của bạn.")
    )


class CodeForm(AskingForm):
    refusals_at = {"wrong_code": "code", "wait_first": "code"}
    code = forms.CharField(
        label=_("Mã xác thực"),
        help_text=_("6 số đang hiện trên ứng dụng xác thực, hoặc một mã dự phòng"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "class": "num"}
        ),
        error_messages={"required": _("Chưa có mã. Mở ứng dụng xác thực rồi nhập 6 số.")},
    )


class EnrolForm(CodeForm):
    code = forms.CharField(
        label=_("Mã 6 số đang hiện"),
        max_length=10,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "num"}
        ),
        error_messages={"required": _("Chưa có mã. Quét hình rồi nhập 6 số hiện ra.")},
    )


class NewPasswordForm(AskingForm):
    refusals_at = {
        "password_too_short": "new",
        "password_too_long": "new",
        "password_guessable": "new",
        "password_unchanged": "new",
    }
    new = _password(
        _("Mật khẩu mới"),
        "new-password",
        _("Chưa có mật khẩu mới. Đặt một mật khẩu."),
        format_lazy(
            _("Ít nhất {least} ký tự; một câu dễ nhớ là được. Dán từ nơi cất mật khẩu cũng được."),
            least=rules.PASSWORD_LENGTH_MIN,
        ),
    )
    again = _password(
        _("Nhập lại mật khẩu mới"), "new-password", _("Nhập lại mật khẩu mới một lần nữa.")
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if "new" in self.cleaned_data and self.cleaned_data["new"] != again:
            raise forms.ValidationError(_("Hai lần nhập khác nhau. Nhập lại cho giống."))
        return again


class ChangePasswordForm(NewPasswordForm):
    refusals_at = {**NewPasswordForm.refusals_at, "wrong_password": "current"}
    field_order = ["current", "new", "again"]
    current = _password(
        _("Mật khẩu đang dùng"), "current-password", _("Chưa có mật khẩu đang dùng.")
    )


class PasskeyForm(AskingForm):
    """Filled by the script with what the browser's authenticator answered."""

    answer = forms.JSONField(
        widget=forms.HiddenInput, error_messages={"required": _("Trình duyệt chưa đưa khóa nào.")}
    )
    label = forms.CharField(
        label=_("Tên gọi của khóa"),
        help_text=_("Để sau này nhận ra, ví dụ: Điện thoại của tôi"),
        max_length=60,
        required=False,
    )


class PasskeySignInForm(AskingForm):
    answer = forms.JSONField(
        widget=forms.HiddenInput, error_messages={"required": _("Trình duyệt chưa đưa khóa nào.")}
    )
