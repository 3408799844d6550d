"""Which addresses in a text may mean pictures of this site."""

import posixpath
import re

# Also those that are never shown, such as SVG: what they are is asked later.
ENDINGS = ("apng", "avif", "bmp", "gif", "heic", "jfif", "jpeg", "jpg", "png", "svg", "tif", "tiff", "webp")
PICTURE_FILE = re.compile(rf"[^/]\.(?:{'|'.join(ENDINGS)})/?\Z", re.IGNORECASE)


def is_picture_file(path: str) -> bool:
    """Whether a path ends as the name of a picture does."""
    return PICTURE_FILE.search(path) is not None


def path_from(folder: str, path: str) -> str:
    """The path that a relative one means in a text which stands in that folder of a site.

    There is nothing above the site: `..` in its uppermost folder is that folder.
    """
    return posixpath.normpath(posixpath.join("/", folder.strip("/"), path.lstrip("/")))
