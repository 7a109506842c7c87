import pytest
from babel.messages import pofile
from tools import messages


@pytest.mark.parametrize("app", messages.apps(), ids=lambda app: app.name)
def test_every_text_has_its_english_and_the_compiled_file_is_fresh(app: messages.App) -> None:
    assert messages.faults(app) == []


def test_a_text_has_one_english_in_every_app() -> None:
    """Django takes the first app's words for all of them."""
    found: dict[str, set[str]] = {}
    for app in filter(lambda app: app.po.exists(), messages.apps()):
        with app.po.open("rb") as file:
            for message in pofile.read_po(file):
                if isinstance(message.id, str) and message.id:
                    found.setdefault(message.id, set()).add(str(message.string))

    assert {text: english for text, english in found.items() if len(english) > 1} == {}


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
