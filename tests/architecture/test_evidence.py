"""What the table of security requirements names as evidence is there, and runs."""

import ast
import re

import pytest

from tests.architecture.test_shape import ROOT

TABLE = ROOT / "docs/security/asvs.md"
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([123]) \| ([^|]+) \| (.+) \|$")
NAMED = re.compile(r"`([^`]+\.py)::([\w:]+)`")
ROWS = [match for line in TABLE.read_text("utf-8").splitlines() if (match := ROW.match(line))]


def test_the_table_is_read_whole() -> None:
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if re.match(r"\| \d", line)]

    assert len(lines) == len(ROWS) > 40
    assert len({row[1] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[row[1] for row in ROWS])
def test_each_row_names_tests_that_exist(row: re.Match[str]) -> None:
    named = NAMED.findall(row[4])

    assert named
    for path, name in named:
        body: list[ast.stmt] = ast.parse((ROOT / path).read_text("utf-8")).body
        for part in name.split("::"):
            found = [
                one
                for one in body
                if isinstance(one, ast.FunctionDef | ast.ClassDef) and one.name == part
            ]
            assert found, f"{path} has no {name}"
            body = found[0].body
            assert not any("skip" in ast.unparse(each) for each in found[0].decorator_list)
