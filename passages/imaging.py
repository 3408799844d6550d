"""A picture that somebody sends, decoded and encoded again, so that only its pixels are left. Pure.

What it is is found by decoding, never by its name or by what the sender says. It comes out upright, in sRGB,
at most 2,400 pixels long, and without what stood beside the pixels: place, time, comments, a second file
behind the first. JPEG for photographs, PNG for drawings, WebP for what moves or is a photograph with holes.
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageSequence

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
MOST_BYTES = 10 * 1024 * 1024
# In millions. A JPEG is made smaller while it is decoded: 50 take 200 MB, while 25 of a WebP take 500 MB.
MOST_MEGAPIXELS = {"JPEG": 50, "MPO": 50}
MOST_OTHERS = 25
LONGEST_SIDE = 2400
# Of a moving picture with all its frames; one that has more stands still.
MOST_MOVING_PIXELS = 20_000_000
MOST_FRAMES = 300
# A progressive JPEG has about ten, and each costs a pass over the whole picture.
MOST_SCANS = 500
# A drawing is seldom larger than this many times what it is as a photograph; a photograph always is.
LOSSLESS_IS_WORTH = 4
DIGITS = 32  # of the SHA-256: 128 bits
ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 85, "optimize": True, "progressive": True},
    "PNG": {"compress_level": 6},
    "WEBP": {"quality": 85, "method": 4},
}
ORIENTATION = 0x0112  # of Exif; the values as in its specification, 4.6.4
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SEE_THROUGH = {"RGBA", "LA", "PA", "RGBa", "La"}

Image.MAX_IMAGE_PIXELS = 50_000_000  # for frames, which may be larger than what holds them


class BadPicture(ValueError):
    """What cannot be kept as a picture; the message is a sentence for the owner."""


@dataclass(frozen=True)
class Picture:
    """An encoded picture; `name` is made of its bytes, so that one picture has one name."""

    data: bytes
    format: str
    width: int
    height: int

    @property
    def name(self) -> str:
        return f"{hashlib.sha256(self.data).hexdigest()[:DIGITS]}.{ENDINGS[self.format]}"


def read_picture(data: bytes) -> Picture:
    """The picture in these bytes, encoded again. Raises BadPicture with the reason."""
    if len(data) > MOST_BYTES:
        raise BadPicture(too_large())
    refuse_other_files(data)
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            refuse_bomb(image)
            return read_moving(image) if moves(image) else read_still(image)
    except BadPicture:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPicture(too_many_pixels(MOST_OTHERS)) from error
    except Exception as error:  # decoders fail in many ways: OSError, SyntaxError, struct.error, ...
        raise BadPicture(
            _("This is no picture that can be read here, or a part of it is missing.")
        ) from error


def unreadable() -> str:
    return _("This is no picture that can be read here, or a part of it is missing.")


def too_large() -> str:
    return _("The picture is larger than 10 MB.")


def too_many_pixels(most: int) -> str:
    return _("The picture has more than %(most)s million pixels.") % {"most": most}


def refuse_other_files(data: bytes) -> None:
    """Say of what is often taken for a picture what it is."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not data:
        raise BadPicture(_("The file is empty."))
    if start[:1] == b"<" and (b"<svg" in start or start.startswith(b"<?xml")):
        raise BadPicture(_("An SVG drawing can hold a program; send it as PNG."))
    if start[:1] == b"<":
        raise BadPicture(_("This is a page of HTML, not a picture."))
    if data[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1"}:
        raise BadPicture(_("A picture in HEIC cannot be read here; send it as JPEG."))
    if data.startswith(b"\xff\xd8") and data.count(b"\xff\xda") > MOST_SCANS:
        raise BadPicture(_("This JPEG is made of too many passes to be read here."))


def refuse_bomb(image: Image.Image) -> None:
    """Refuse what would take too much memory; called before anything is decoded."""
    most = MOST_MEGAPIXELS.get(image.format or "", MOST_OTHERS)
    if image.width * image.height > most * 1_000_000:
        raise BadPicture(too_many_pixels(most))


# Still pictures


def read_still(image: Image.Image) -> Picture:
    is_photograph = image.format in {"JPEG", "MPO"}
    drawn = to_pixels(image)
    if is_photograph:
        return encode(drawn, "JPEG")
    lossless = encode(drawn, "PNG")
    lossy = encode(drawn, "WEBP" if drawn.mode == "RGBA" else "JPEG")
    return lossy if len(lossless.data) > LOSSLESS_IS_WORTH * len(lossy.data) else lossless


def to_pixels(image: Image.Image) -> Image.Image:
    """The picture upright, in sRGB and not too large, in mode L, RGB or RGBA."""
    turn = turn_of(image)
    profile = image.info.get("icc_profile")
    image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    # Made smaller before all else, but for modes in which that cannot be done well.
    drawn = image if image.mode in {"L", "RGB", "CMYK"} else to_plain_mode(image)
    shrink(drawn)
    drawn = to_srgb(drawn, profile)
    if drawn.mode == "RGBA" and drawn.getchannel("A").getextrema() == (255, 255):
        drawn = drawn.convert("RGB")
    return drawn if turn is None else drawn.transpose(turn)


def turn_of(image: Image.Image) -> Image.Transpose | None:
    with suppress(Exception):  # what stands beside the pixels may be broken; the picture need not be
        return TURNS.get(image.getexif().get(ORIENTATION, 1))
    return None


def shrink(image: Image.Image) -> None:
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)


def to_plain_mode(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits of grey
        return image.convert("I").point(lambda value: value * (1 / 257) + 0).convert("L")
    if image.mode == "1":
        return image.convert("L")
    is_see_through = image.mode in SEE_THROUGH or "transparency" in image.info
    return image.convert("RGBA" if is_see_through else "RGB")


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """In the colours that a browser takes a picture without a profile to be in."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    opaque = image.convert("RGB") if alpha else image
    if profile:
        with suppress(Exception):  # a broken profile, or one for another kind of picture
            opaque = converted(opaque, profile)
    if opaque.mode != "L" or alpha:
        opaque = opaque.convert("RGB")
    if alpha:
        opaque.putalpha(alpha)
    return opaque


def converted(image: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    result = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    return result or image


# Moving pictures


def moves(image: Image.Image) -> bool:
    """Whether it has several frames, and few enough to encode while somebody waits."""
    if image.format not in {"GIF", "WEBP", "PNG"} or not getattr(image, "is_animated", False):
        return False
    frames = getattr(image, "n_frames", 1)
    return 1 < frames <= MOST_FRAMES and frames * image.width * image.height <= MOST_MOVING_PIXELS


def read_moving(image: Image.Image) -> Picture:
    """Frames of 20 ms to a minute each, played as often as before."""
    plays = int(image.info.get("loop", 1))
    frames, durations = [], []
    for frame in ImageSequence.Iterator(image):
        refuse_bomb(frame)
        durations.append(max(20, min(int(frame.info.get("duration") or 100), 60_000)))
        frames.append(to_frame(frame))
    first, *rest = frames
    return encode(first, "WEBP", save_all=True, append_images=rest, duration=durations, loop=plays)


def to_frame(frame: Image.Image) -> Image.Image:
    drawn = frame.convert("RGBA")
    shrink(drawn)
    drawn.info = {}
    return drawn


def encode(image: Image.Image, form: str, **options: Any) -> Picture:
    bare = Image.new(image.mode, image.size)
    bare.paste(image)  # and nothing that stands beside its pixels
    written = BytesIO()
    bare.save(written, form, **OPTIONS[form], **options)
    return Picture(written.getvalue(), form, *image.size)
