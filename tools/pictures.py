"""Takes the pictures of the README and docs again, from a running demo.

    MOTCUA_HOME=.motcua python tools/pictures.py [http://localhost:8000]

Staff sign in with the demo's accounts. Chromium is Debian's. Pictures are
cut to the window and reduced to 256 colours: small, and the same bytes when nothing changed.
"""

import argparse
import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pyotp
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
# The browser without its windows: half the work for the same pages.
CHROMIUM = "/usr/bin/chromium-headless-shell"
COLOURS = 256
PHONE, LAPTOP = (360, 740), (1366, 768)


@dataclass(frozen=True)
class Picture:
    name: str
    path: str
    size: tuple[int, int]
    theme: str = "light"
    login: str = ""  # A demo account; "" looks without signing in.


PICTURES = (
    Picture("home-1366", "/", LAPTOP),
    Picture("home-1366-dark", "/en/", LAPTOP, "dark"),
    Picture("home-360", "/", PHONE),
    Picture("search-1366", "/tim/?q=giay+fep+xay+dung", LAPTOP),
    Picture("search-360", "/tim/?q=giay+fep+xay+dung", PHONE),
    Picture("procedure-1366", "/thu-tuc/national/1.001193/", LAPTOP),
    Picture("procedure-360", "/thu-tuc/national/1.001193/", PHONE),
    Picture("design-1366", "/design", LAPTOP),
    Picture("desk-1366", "/ban-lam-viec/ho-so/?muc=all", LAPTOP, login="phuc.xa"),
    Picture("counter-1366", "/ban-lam-viec/quay/", LAPTOP, login="lan.bc"),
    Picture("board-1366", "/en/dieu-hanh/", LAPTOP, "dark", login="quang.ct"),
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
    if picture.login:
        _sign_in(page, address, picture.login)
    answer = page.goto(address + picture.path)
    if answer is None or not answer.ok:
        raise SystemExit(f"{address}{picture.path} does not answer; is the demo running?")
    page.evaluate("document.fonts.ready.then(() => true)")
    shot = page.screenshot()
    context.close()
    return _reduced(shot)


def _sign_in(page: Page, address: str, login: str) -> None:
    command = [str(Path(sys.executable).parent / "motcua"), "demo", "accounts", "--json"]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    account = next(one for one in told if one.get("login") == login)
    page.goto(f"{address}/can-bo/dang-nhap/")
    page.fill("[name=login]", login)
    page.fill("[name=password]", account["password"])
    page.click("main button[type=submit]")
    page.wait_for_url("**/ma/")
    page.fill("[name=code]", pyotp.TOTP(account["totp_secret"]).now())
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "dang-nhap" not in url)


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
