"""Makes the one stylesheet that pages load, from Bootstrap and our own files by noun.

    python tools/styles.py           write static/motcua/motcua.css
    python tools/styles.py --check   writes nothing; exit 1 if the file is old

Of Bootstrap stay the rules for plain elements and the class families of KEPT: the whole of it
would be half of what a first view may weigh. A test compares the classes in all templates with
the stylesheet, so a class that was dropped is noticed when it is used.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

LOOK = Path(__file__).resolve().parent.parent / "src" / "motcua" / "interfaces" / "look"
STYLES = LOOK / "styles"
BOOTSTRAP = STYLES / "vendor" / "bootstrap.min.css"
SHEET = LOOK / "static" / "motcua" / "motcua.css"
HEADING = "/* Bootstrap 5.3 (MIT), trimmed, and motcua. Made by tools/styles.py from styles/. */\n"
KEPT = re.compile(
    r"form-(control|select|label|text|check|check-input|check-label|check-inline|switch)"
    r"|[mp][tbsexy]?-([0-5]|auto)|d-(none|flex|block|grid|inline|inline-block|inline-flex)"
    r"|flex-(fill|row|column|wrap|nowrap|grow-1|shrink-0)|justify-content-\w+|align-items-\w+"
    r"|gap-[0-5]|text-(center|start|end|break)|[wh]-(25|50|75|100|auto)|caption-top"
    r"|visually-hidden(-focusable)?|list-unstyled|btn-check"
)
_CLASS = re.compile(r"\.([A-Za-z_][\w-]*)")
_USED = re.compile(r"var\((--[\w-]+)")


def sheet() -> str:
    """Return the stylesheet as it should be."""
    own = [_minified(path.read_text(encoding="utf-8")) for path in sorted(STYLES.glob("*.css"))]
    ours = "\n".join(own)
    bootstrap = "".join(_trimmed(BOOTSTRAP.read_text(encoding="utf-8")))
    return HEADING + _without_unused_variables(bootstrap, ours) + "\n" + ours + "\n"


def classes(css: str) -> set[str]:
    """Return every class a stylesheet has a rule for."""
    selectors = re.sub(r"\{[^{}]*\}", "{}", _without_comments(css))
    return set(_CLASS.findall(selectors))


def _trimmed(css: str) -> Iterator[str]:
    for head, body in _rules(_without_comments(css)):
        if head.startswith("@media"):
            inside = "".join(_trimmed(body))
            if inside:
                yield f"{head}{{{inside}}}"
        elif not head.startswith("@"):
            selectors = [each for each in _selectors(head) if _is_kept(each)]
            if selectors:
                yield f"{','.join(selectors)}{{{body}}}"


def _is_kept(selector: str) -> bool:
    if "data-bs-theme=dark" in selector:
        return False
    return all(KEPT.fullmatch(name) for name in _CLASS.findall(selector))


def _rules(css: str) -> Iterator[tuple[str, str]]:
    depth, start, head = 0, 0, ""
    for place, character in enumerate(css):
        if character == "{":
            if depth == 0:
                head, start = css[start:place].strip(), place + 1
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                yield head, css[start:place]
                start = place + 1


def _selectors(head: str) -> list[str]:
    return [part.strip() for part in re.split(r",(?![^(]*\))", head)]


def _without_unused_variables(bootstrap: str, ours: str) -> str:
    """Drop variables nobody reads; what a variable itself reads may go in the next round."""
    while True:
        used = set(_USED.findall(bootstrap + ours))
        unused = {name for name in re.findall(r"[{;](--bs-[\w-]+):", bootstrap) if name not in used}
        if not unused:
            return re.sub(r"[^{};]+\{\}", "", bootstrap)
        for name in unused:
            bootstrap = re.sub(rf"(?<=[{{;]){name}:[^;}}]*;?", "", bootstrap)


def _minified(css: str) -> str:
    css = re.sub(r"\s+", " ", _without_comments(css))
    css = re.sub(r"\s*([{};])\s*", r"\1", css)
    css = re.sub(r"([{;][\w-]+): ", r"\1:", css)
    return css.replace(";}", "}").strip()


def _without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/|@charset[^;]*;", "", css, flags=re.DOTALL)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing, only report")
    fresh = sheet()
    if parser.parse_args().check:
        if SHEET.read_text(encoding="utf-8") != fresh:
            print(f"{SHEET} is old; run tools/styles.py", file=sys.stderr)
            return 1
        return 0
    SHEET.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
