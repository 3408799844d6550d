"""Takes the pictures of docs/img/ anew: `python -m audit.pictures`.

They are the same whenever they are taken: the sample does not change, and site and browser believe that it is
the day of its newest entry.
"""

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser

from audit.browser import chromium
from audit.site import ROOT, SiteError, throwaway_site
from audit.tools import MissingError

FOLDER = ROOT / "docs" / "img"
TODAY = datetime(2026, 2, 21, 12, tzinfo=UTC)
MOST = 200_000  # bytes


@dataclass(frozen=True)
class Picture:
    name: str
    path: str
    width: int = 1280
    height: int = 900
    scheme: str = "light"
    density: int = 1


PICTURES = (
    Picture("timeline", "/"),
    Picture("timeline-phone", "/", width=360, height=740, scheme="dark", density=2),
    Picture("paper", "/papers/vaswani-2017/"),
    Picture("search", "/search/?q=memory"),
    Picture("year", "/2025/"),
)


def main() -> int:
    try:
        with throwaway_site(TODAY) as site, chromium() as browser:
            for picture in PICTURES:
                path = take(browser, site.address, picture)
                print(f"{path.stat().st_size:7,} B  {path.relative_to(ROOT)}")
    except (MissingError, SiteError) as error:
        print(f"The pictures cannot be taken: {error}.", file=sys.stderr)
        return 2
    faults = too_large()
    for fault in faults:
        print(fault, file=sys.stderr)
    return int(bool(faults))


def take(browser: Browser, site: str, picture: Picture) -> Path:
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme="dark" if picture.scheme == "dark" else "light",
        device_scale_factor=picture.density,
        reduced_motion="reduce",
        timezone_id="UTC",
        locale="en-GB",
    )
    page = context.new_page()
    page.clock.set_fixed_time(TODAY)
    page.goto(site + picture.path, wait_until="networkidle")
    path = FOLDER / f"{picture.name}.png"
    page.screenshot(path=path, animations="disabled", caret="hide")
    context.close()
    return path


def too_large() -> list[str]:
    paths = sorted(FOLDER.glob("*.png"))
    return [f"{path.relative_to(ROOT)} is too large" for path in paths if path.stat().st_size > MOST]


if __name__ == "__main__":
    sys.exit(main())
