"""What import-linter cannot see."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

import motcua

SOURCE = Path(motcua.__file__).parent
ROOT = SOURCE.parent.parent
ROOMS = [
    "spine",
    "reference",
    "capabilities",
    "casework",
    "measurement",
    "connectors",
    "simulation",
    "interfaces",
    "config",
]
LINES_MAX = 400
FUNCTION_LINES_MAX = 40
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "common", "misc", "base", "constants"}
WRITES = {
    "save", "create", "bulk_create", "get_or_create", "update_or_create", "delete", "bulk_update",
}  # fmt: skip
VENDORED = {"bootstrap.min.css"}
DJANGOS_OWN = {"session_store.py"}  # Its table is Django's; nothing of ours stands in it.
NAMED_BY_DJANGO = {SOURCE / "config" / "pooled" / "base.py"}  # ENGINE finds it by this name.


def files(*patterns: str, under: Path = ROOT) -> list[Path]:
    skipped = {".venv", "node_modules", "build", "migrations", ".git"}
    return sorted(
        path
        for pattern in patterns
        for path in under.rglob(pattern)
        if not skipped & set(path.parts)
        and not any(part.startswith(".motcua") for part in path.parts)
        and path.name not in VENDORED
    )


def product_python() -> list[Path]:
    """Return what an installation runs: neither tests nor the casts they share."""
    return [
        path
        for path in files("*.py", under=SOURCE)
        if "tests" not in path.relative_to(SOURCE).parts and path.name != "testing.py"
    ]


def trees(paths: list[Path]) -> Iterator[tuple[Path, ast.Module]]:
    for path in paths:
        yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def _room(model: type) -> int | None:
    top, _, rest = model.__module__.partition(".")
    return ROOMS.index(rest.split(".")[0]) if top == "motcua" else None


def test_foreign_keys_point_down_or_stay_level() -> None:
    for model in apps.get_models():
        here = _room(model)
        if here is None:
            continue
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete):
                continue
            target = _room(field.related_model)  # type: ignore[arg-type]
            assert target is None or target <= here, f"{model.__name__}.{field.name}"


def test_pages_and_connectors_never_write_to_tables() -> None:
    paths = [
        path
        for path in product_python()
        if {"interfaces", "connectors"} & set(path.relative_to(SOURCE).parts)
        and path.name not in DJANGOS_OWN
    ]
    assert paths
    for path, tree in trees(paths):
        modules = _modules_of_ours(tree)
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id in modules:
                continue  # An operation may be called `save`: drafts.save(...).
            assert node.func.attr not in WRITES, f"{path}:{node.lineno} {node.func.attr}()"


def _modules_of_ours(tree: ast.Module) -> set[str]:
    """Return the names under which modules of motcua are known in a file; none is a table."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("motcua.")
        for alias in node.names
        if alias.name.islower()
    }


def test_no_hand_written_file_is_longer_than_a_person_reads_at_once() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in files("*.py", "*.html", "*.js", "*.css")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LINES_MAX
    }
    assert not long


def test_functions_fit_on_a_screen() -> None:
    for path, tree in trees(product_python()):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                assert length <= FUNCTION_LINES_MAX, f"{path}:{node.lineno} {node.name}: {length}"


def test_every_name_says_something() -> None:
    nothing = [
        str(path.relative_to(ROOT))
        for path in files("*.py")
        if path not in NAMED_BY_DJANGO
        and NAMES_THAT_SAY_NOTHING & {part.removesuffix(".py") for part in path.parts}
    ]
    assert not nothing


def test_packages_hold_a_docstring_and_nothing_else() -> None:
    for path, tree in trees([path for path in product_python() if path.name == "__init__.py"]):
        rest = [node for node in tree.body if not isinstance(node, ast.Expr)]
        assert not rest, f"{path} holds code"


def test_there_are_no_signals() -> None:
    for path, tree in trees(product_python()):
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                module = node.module or ""
                assert "signals" not in module, f"{path}:{node.lineno}"
                assert module != "django.dispatch", f"{path}:{node.lineno}"


def test_no_code_depends_on_one_procedure() -> None:
    ours = re.compile(r"procedure(_version|\.procedure)?\.code\s*(==|!=|in\b)")
    known = re.compile(r"""["'][123]\.\d{6}["']""")
    for path in product_python():
        text = path.read_text(encoding="utf-8")
        assert not ours.search(text), path
        assert not known.search(text), f"{path} names a procedure"


def test_what_recipes_and_decisions_name_exists() -> None:
    # A path in backticks that starts with a folder of ours.
    named = re.compile(r"`((?:src|docs|tests|data|tools|benchmarks|requirements)/[\w./-]+)`")
    for document in files("*.md", under=ROOT / "docs"):
        for match in named.finditer(document.read_text(encoding="utf-8")):
            path = match[1].rstrip(".")
            assert (ROOT / path).exists(), f"{document.relative_to(ROOT)} names {path}"


def test_requirements_hold_no_addresses() -> None:
    locked = files("*.txt", under=ROOT / "requirements")
    assert locked
    for path in locked:
        assert "://" not in path.read_text(), f"{path.name} names an address"
