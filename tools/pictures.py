"""Takes the pictures of the README and docs again, from a running demo.

    python tools/pictures.py [http://localhost:8000]

Chromium is Debian's. Pictures are cut to the window and reduced to 256 colours: small, and the
same bytes when nothing changed.
"""

import argparse
import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
COLOURS = 256
PHONE, LAPTOP = (360, 740), (1366, 768)


@dataclass(frozen=True)
class Picture:
    name: str
    path: str
    size: tuple[int, int]
    theme: str = "light"


PICTURES = (
    Picture("home-1366", "/", LAPTOP),
    Picture("home-1366-dark", "/en/", LAPTOP, "dark"),
    Picture("home-360", "/", PHONE),
    Picture("search-1366", "/tim/?q=giay+fep+xay+dung", LAPTOP),
    Picture("search-360", "/tim/?q=giay+fep+xay+dung", PHONE),
    Picture("procedure-1366", "/thu-tuc/national/1.001193/", LAPTOP),
    Picture("procedure-360", "/thu-tuc/national/1.001193/", PHONE),
    Picture("design-1366", "/design", LAPTOP),
)


def take(browser: Browser, picture: Picture, address: str) -> bytes:
    """Return the picture as a small PNG."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.theme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    answer = page.goto(address + picture.path)
    if answer is None or not answer.ok:
        raise SystemExit(f"{address}{picture.path} does not answer; is the demo running?")
    page.evaluate("document.fonts.ready.then(() => true)")
    shot = page.screenshot()
    context.close()
    return _reduced(shot)


def _reduced(png: bytes) -> bytes:
    small = io.BytesIO()
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        small, "PNG", optimize=True
    )
    return small.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("address", nargs="?", default="http://localhost:8000")
    address = parser.parse_args().address.rstrip("/")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for picture in PICTURES:
            (FOLDER / f"{picture.name}.png").write_bytes(take(browser, picture, address))
        browser.close()


if __name__ == "__main__":
    main()
