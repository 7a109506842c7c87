"""Where to hand in and how to get the result."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.casework.dossiers.queries.places import Choice
from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.look.eform import words as writing


class PlaceForm(AskingForm):
    refusals_at: ClassVar = {"not_a_centre": "place"}

    place = forms.ChoiceField(
        label=_("Nơi nộp hồ sơ"),
        help_text=_(
            "Trung tâm phục vụ hành chính công của xã, phường nơi bạn ở hoặc nơi có nhà, đất"
            " của hồ sơ này."
        ),
        error_messages={"required": _("Chưa chọn nơi nộp. Chọn một trung tâm trong danh sách.")},
    )
    result_way = forms.ChoiceField(
        label=_("Nhận kết quả bằng cách nào?"),
        widget=forms.RadioSelect,
        choices=[
            ("online", _("Bản điện tử, tải về ở trang hồ sơ")),
            ("desk", _("Bản giấy, nhận tại quầy")),
            ("post", _("Bản giấy, gửi qua bưu chính")),
        ],
    )

    def __init__(self, *args: Any, choices: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices = {one.key: one for one in choices}
        named = [(key, _told_apart(one)) for key, one in self._choices.items()]
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField), "As declared above."
        place.choices = [("", _("Chọn")), *named] if len(named) > 1 else named

    @property
    def chosen(self) -> Choice:
        return self._choices[self.cleaned_data["place"]]


def _told_apart(choice: Choice) -> str:
    """Return the commune a centre belongs to: its own name begins like all the others."""
    above = choice.receiving.parent
    return above.area_vi if above and above.area_vi else writing.name(choice.receiving)
