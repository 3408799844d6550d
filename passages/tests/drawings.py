"""Files of pictures, made when they are needed; and some that only pretend to be one."""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageCms

RED = (200, 30, 30)
MARK = "canary of a camera"
ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


def to_bytes(image, form, **options):
    written = BytesIO()
    image.save(written, form, **options)
    return written.getvalue()


def drawing(*, size=(60, 40), mode="RGB", color=RED, form="PNG", **options):
    """A plain area of one colour."""
    return to_bytes(Image.new(mode, size, color), form, **options)


def photograph(*, size=(60, 40), form="JPEG", **options):
    """Noise, which no format without loss makes small."""
    noise = [Image.effect_noise(size, spread) for spread in (40, 50, 60)]
    return to_bytes(Image.merge("RGB", noise), form, **options)


def of_a_camera(*, orientation=6, form="JPEG"):
    """60 × 40, red in its upper left quarter, with all that a camera and its owner may write into it."""
    image = Image.new("RGB", (60, 40), "white")
    image.paste(RED, (0, 0, 30, 20))
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = orientation, MARK
    exif[GPS] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)}
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{MARK}</x:xmpmeta>".encode()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options = {"comment": MARK} if form == "JPEG" else {}
    return to_bytes(image, form, exif=exif, xmp=xmp, icc_profile=profile, **options)


def moving(*, frames=3, size=(60, 40), form="GIF", loop=0):
    shades = [Image.new("RGB", size, (60 * number % 256, 30, 30)) for number in range(frames)]
    return to_bytes(shades[0], form, save_all=True, append_images=shades[1:], duration=80, loop=loop)


def bomb(*, width=30_000, height=30_000):
    """A PNG of few bytes that says that it is so large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 10_000_000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, data) for name, data in chunks)


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
NO_PICTURES = {
    "nothing": b"",
    "SVG": SVG,
    "SVG after a declaration": b'<?xml version="1.0"?>\n<!DOCTYPE svg>' + SVG,
    "SVG after a comment": b"\xef\xbb\xbf\n<!-- a -->" + SVG,
    "HTML": b"<!doctype html><script>alert(1)</script>",
    "HTML that begins as a GIF": b"GIF89a/*<script>*/=alert(1)//</script>",
    "a script that begins as a GIF": b"GIF89a=0;alert(1)",
    "HTML that begins as a JPEG": b"\xff\xd8\xff\xe0<script>alert(1)</script>",
    "a program": b"MZ\x90\0" + bytes(100),
    "a ZIP": b"PK\x03\x04" + bytes(100),
    "PDF": b"%PDF-1.7\n",
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    "words": b"only words",
    "HEIC": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "TIFF": drawing(form="TIFF"),
    "BMP": drawing(form="BMP"),
    "ICO": drawing(form="ICO"),
}
