import pytest
from tools import messages


@pytest.mark.parametrize("app", messages.apps(), ids=lambda app: app.name)
def test_every_text_has_its_english_and_the_compiled_file_is_fresh(app: messages.App) -> None:
    assert messages.faults(app) == []


def test_a_text_has_one_english_in_every_app() -> None:
    assert messages.contradictions() == []


def test_texts_are_found_in_templates_in_every_form() -> None:
    source = """{% load i18n %}{% translate "Tìm" %}
      {% include "x.html" with label=_("Lưu nháp") %}
      {% blocktranslate count n=c %}{{ n }} thủ tục{% plural %}{{ n }} tục{% endblocktranslate %}
      {% blocktranslate trimmed with a=b %}
        Một {{ a }}
      {% endblocktranslate %}"""

    found = list(messages.in_template(source, "x.html"))

    assert [message.id for message in found] == [
        "Tìm",
        "Lưu nháp",
        ("%(n)s thủ tục", "%(n)s tục"),
        "Một %(a)s",
    ]


def test_texts_are_found_in_code() -> None:
    found = list(messages.in_python('x = _("Tên") + ngettext("tệp", "các tệp", n)', "x.py"))

    assert [message.id for message in found] == ["Tên", ("tệp", "các tệp")]
