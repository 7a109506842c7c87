"""What somebody typed is a value in a question to the database, never a part of the question."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.test_shape import ROOT, product_python, trees

LOOKS_UP = {
    "filter", "exclude", "get", "annotate", "alias", "aggregate", "values", "values_list",
    "order_by", "only", "defer", "get_or_create", "update_or_create", "create", "update",
}  # fmt: skip
KEYS_OF = {"order_by", "values", "values_list", "only", "defer"}
TYPED = {"GET", "POST", "COOKIES", "headers", "cleaned_data", "data", "body"}
MANAGERS = {"objects", "_default_manager"}
# Each with its reason. One that is no longer needed fails the test, too.
ALLOWED = {
    ("src/motcua/casework/dossiers/queries/access.py", "RawSQL"): "constants; values are bound",
    ("src/motcua/casework/dossiers/queries/results.py", "RawSQL"): "a constant",
    ("src/motcua/casework/dossiers/queries/queues.py", "RawSQL"): "constants; values are bound",
    ("src/motcua/spine/journal/readers.py", "raw"): "a constant; values are bound",
    ("src/motcua/interfaces/look/templatetags/words.py", "SafeString"): "escaped one call before",
    ("src/motcua/interfaces/desk/rows.py", "mark_safe"): "every value is escaped a call before",
    ("src/motcua/interfaces/board/figures.py", "mark_safe"): "the one value is escaped before",
    ("src/motcua/connectors/postal_service/views.py", "csrf_exempt"): "a postal service signs",
    ("src/motcua/connectors/vietqr_bank/views.py", "csrf_exempt"): "a bank signs instead",
    ("src/motcua/connectors/national_portal/views.py", "csrf_exempt"): "the portal signs instead",
}


def found_in(tree: ast.Module) -> Iterator[tuple[str, int, bool]]:
    """Yield (what, line, whether a reason may excuse it)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Name) and decorator.id == "csrf_exempt":
                    yield "csrf_exempt", decorator.lineno, True
        if not isinstance(node, ast.Call):
            continue
        yield from _called(node)


def _called(node: ast.Call) -> Iterator[tuple[str, int, bool]]:
    called = node.func
    if isinstance(called, ast.Name) and called.id in {"RawSQL", "mark_safe", "SafeString"}:
        yield called.id, node.lineno, True
    if not isinstance(called, ast.Attribute):
        return
    if called.attr in {"raw", "extra"} and _is_manager(called.value):
        yield called.attr, node.lineno, True
    if called.attr in LOOKS_UP and any(
        keyword.arg is None and _is_typed(keyword.value) for keyword in node.keywords
    ):
        yield f"{called.attr}(**what was typed)", node.lineno, False
    if called.attr in KEYS_OF and any(_is_typed(argument) for argument in node.args):
        yield f"{called.attr}(what was typed)", node.lineno, False


def _is_manager(owner: ast.expr) -> bool:
    return any(isinstance(n, ast.Attribute) and n.attr in MANAGERS for n in ast.walk(owner))


def _is_typed(value: ast.expr) -> bool:
    return any(
        (isinstance(node, ast.Attribute) and node.attr in TYPED)
        or (isinstance(node, ast.Name) and node.id == "request")
        for node in ast.walk(value)
    )


def test_no_name_of_a_column_and_no_sql_is_made_of_what_was_typed() -> None:
    used, wrong = set(), []
    for path, tree in trees(product_python()):
        for what, line, may_be_excused in found_in(tree):
            key = (str(path), what)
            used.add(key)
            if not may_be_excused or key not in ALLOWED:
                wrong.append(f"{path}:{line} {what}")

    assert not wrong
    assert used >= set(ALLOWED)


@pytest.mark.parametrize(
    "code",
    [
        "Dossier.objects.filter(**request.GET.dict())",
        "found.filter(**form.cleaned_data)",
        "found.order_by(request.GET['sort'])",
        "found.values(*request.POST.getlist('columns'))",
        "found.annotate(**{request.GET['as']: Count('id')})",
        "Dossier.objects.raw(sql)",
        "Dossier.objects.filter(a=1).extra(where=[text])",
        "mark_safe(text)",
        "@csrf_exempt\ndef view(request): pass",
    ],
)
def test_each_of_these_would_be_found(code: str) -> None:
    assert list(found_in(ast.parse(code)))


@pytest.mark.parametrize(
    "code", ["found.filter(code=request.GET['code'])", "found.filter(**{column: index})"]
)
def test_values_may_come_from_anybody(code: str) -> None:
    assert not list(found_in(ast.parse(code)))


# Where a template trusts what it shows: each draws our own QR code as an SVG.
UNESCAPED = re.compile(r"\|\s*(?:safe|safeseq)\b|autoescape\s+off")
TRUSTED = {
    "desk/templates/desk/fee.html": "qr|safe",
    "citizen/templates/citizen/pay_code.html": "qr|safe",
    "citizen/templates/citizen/receipt.html": "qr|safe",
}


def test_every_day_that_is_asked_for_is_one_people_mean() -> None:
    bare = re.compile(r"\bDateField\(")  # `DayField` knows which years people mean.
    forms = (path for path in product_python() if "interfaces" in path.parts)

    assert [str(path) for path in forms if bare.search(path.read_text())] == []
    assert bare.search("day = forms.DateField(label=x)")


def test_every_template_escapes_but_for_our_own_pictures() -> None:
    found: dict[str, list[str]] = {}
    pages = [path for path in (ROOT / "src").rglob("templates/**/*") if path.is_file()]
    for path in pages:
        text = path.read_text("utf-8")
        for match in UNESCAPED.finditer(text):
            before = re.search(r"[\w.]*$", text[: match.start()])
            name = str(path.relative_to(ROOT / "src/motcua/interfaces"))
            found.setdefault(name, []).append(f"{before[0] if before else ''}{match[0]}")

    assert len(pages) > 100
    assert found == {name: [what] for name, what in TRUSTED.items()}


@pytest.mark.parametrize(
    "text", ["{{ name|safe }}", "{{ names | safeseq }}", "{% autoescape off %}{{ name }}"]
)
def test_each_way_not_to_escape_would_be_found(text: str) -> None:
    assert UNESCAPED.search(text)
