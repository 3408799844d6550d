import warnings
from io import BytesIO

from django.test import SimpleTestCase
from PIL import Image

from passages.imaging import BadPicture, read_picture

from .drawings import MARK, NO_PICTURES, RED, bomb, drawing, moving, of_a_camera, photograph, to_bytes


def opened(data):
    return Image.open(BytesIO(read_picture(data).data))


class EncodingTests(SimpleTestCase):
    def test_photographs_become_jpeg_and_drawings_png(self):
        for data, form in (
            (photograph(), "JPEG"),
            (photograph(form="PNG", size=(600, 400)), "JPEG"),
            (photograph(form="WEBP", size=(600, 400)), "JPEG"),
            (drawing(), "PNG"),
            (drawing(form="GIF"), "PNG"),
            (drawing(form="WEBP"), "PNG"),
            (drawing(form="AVIF"), "PNG"),
            (drawing(mode="RGBA", color=(*RED, 99)), "PNG"),
        ):
            picture = read_picture(data)
            with self.subTest(form, size=len(data)):
                self.assertEqual(picture.format, form)
                self.assertEqual(opened(data).format, form)

    def test_a_photograph_with_holes_becomes_webp(self):
        image = Image.open(BytesIO(photograph(size=(600, 400))))
        image.putalpha(Image.linear_gradient("L").resize(image.size))
        written = opened(to_bytes(image, "PNG"))
        self.assertEqual((written.format, written.mode), ("WEBP", "RGBA"))

    def test_what_the_camera_knew_is_gone(self):
        for form in ("JPEG", "PNG", "WEBP", "AVIF"):
            with self.subTest(form):
                data = of_a_camera(form=form)
                self.assertIn(MARK.encode(), data)
                written = opened(data)
                self.assertNotIn(MARK.encode(), read_picture(data).data)
                self.assertEqual(dict(written.getexif()), {})
                self.assertFalse({"exif", "xmp", "icc_profile", "comment", "dpi"} & written.info.keys())

    def test_a_picture_stands_upright(self):
        upper, lower = [(15, 10), (45, 10)], [(45, 30), (15, 30)]
        corners = [*upper, *lower, (10, 15), (30, 15), (30, 45), (10, 45)]
        for orientation, corner in enumerate(corners, start=1):
            with self.subTest(orientation):
                written = opened(of_a_camera(orientation=orientation))
                self.assertEqual(written.size, (60, 40) if orientation < 5 else (40, 60))
                self.assertLess(distance(written.getpixel(corner), RED), 30)

    def test_broken_metadata_do_not_break_the_picture(self):
        data = drawing(form="JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")
        with warnings.catch_warnings(action="ignore"):
            self.assertEqual(opened(data).size, (60, 40))
        self.assertEqual(opened(drawing(icc_profile=b"no profile")).size, (60, 40))

    def test_colours_stay_in_every_mode(self):
        grey = {"L": 128, "LA": (128, 200), "I;16": 128 * 257, "1": 1, "CMYK": (0, 170, 170, 55)}
        for mode, color in grey.items():
            form = "JPEG" if mode == "CMYK" else "PNG"
            with self.subTest(mode):
                pixel = opened(drawing(mode=mode, color=color, form=form)).convert("RGBA").getpixel((5, 5))
                expected = {"1": (255, 255, 255, 255), "CMYK": (200, 67, 67, 255), "LA": (128, 128, 128, 200)}
                self.assertLess(distance(pixel, expected.get(mode, (128, 128, 128, 255))), 12)

    def test_a_palette_keeps_what_is_see_through(self):
        image = Image.new("P", (60, 40), 0)
        image.putpalette([*RED, 0, 0, 0])
        image.paste(1, (0, 0, 30, 40))
        written = opened(to_bytes(image, "GIF", transparency=1))
        self.assertEqual([written.getpixel(at)[3] for at in ((5, 5), (50, 5))], [0, 255])

    def test_a_large_picture_becomes_smaller(self):
        for data, size in (
            (drawing(size=(2800, 1400), form="JPEG"), (2400, 1200)),
            (drawing(size=(1000, 4800)), (500, 2400)),
            (drawing(size=(1, 30_000)), (1, 2400)),
        ):
            with self.subTest(size):
                picture = read_picture(data)
                self.assertEqual((picture.width, picture.height), size)
                self.assertEqual(opened(data).size, size)

    def test_what_moves_goes_on_moving(self):
        for form in ("GIF", "WEBP", "PNG"):
            with self.subTest(form):
                written = opened(moving(form=form))
                self.assertEqual((written.format, written.n_frames, written.info["loop"]), ("WEBP", 3, 0))

    def test_what_moves_too_long_stands_still(self):
        self.assertEqual(opened(moving(frames=301, size=(8, 8))).format, "PNG")

    def test_one_picture_has_one_name(self):
        data = of_a_camera(orientation=1)
        self.assertEqual(read_picture(data).name, read_picture(data).name)
        self.assertRegex(read_picture(data).name, r"\A[0-9a-f]{32}\.jpg\Z")
        self.assertNotEqual(read_picture(data).name, read_picture(of_a_camera(orientation=6)).name)

    def test_what_stands_behind_a_picture_is_gone(self):
        """A GIF that is a Java archive as well, as in GIFAR."""
        written = read_picture(drawing(form="GIF") + b"PK\x03\x04 <script>alert(1)</script>").data
        self.assertNotIn(b"PK\x03\x04", written)
        self.assertNotIn(b"<script>", written)


class RefusalTests(SimpleTestCase):
    def assert_refused(self, data, sentence=""):
        with self.assertRaises(BadPicture) as refused:
            read_picture(data)
        self.assertIn(sentence, str(refused.exception))

    def test_what_is_no_picture_is_refused(self):
        for name, data in NO_PICTURES.items():
            with self.subTest(name):
                self.assert_refused(data)

    def test_the_reason_is_told(self):
        self.assert_refused(NO_PICTURES["nothing"], "empty")
        self.assert_refused(NO_PICTURES["HEIC"], "HEIC")
        for name in ("SVG", "SVG after a declaration", "SVG after a comment"):
            self.assert_refused(NO_PICTURES[name], "SVG")

    def test_a_file_over_ten_megabytes_is_refused(self):
        self.assert_refused(drawing() + bytes(11 * 1024 * 1024), "10 MB")

    def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(self):
        for width, height in ((30_000, 30_000), (7000, 7000), (2**31 - 1, 2**31 - 1), (2**20, 30_000)):
            with self.subTest(width):
                self.assert_refused(bomb(width=width, height=height))
        self.assert_refused(bomb(width=6000, height=6000), "25 million pixels")

    def test_a_picture_that_ends_early_is_refused(self):
        for form in ("JPEG", "PNG", "WEBP", "GIF", "AVIF"):
            data = photograph(form=form, size=(200, 200))
            for part in (0.1, 0.5, 0.9):
                with self.subTest(form, part=part):
                    self.assert_refused(data[: int(len(data) * part)])

    def test_a_jpeg_of_a_thousand_passes_is_refused(self):
        self.assert_refused(photograph() + b"\xff\xda\0\x08" * 1000, "passes")

    def test_a_flipped_byte_is_a_picture_or_a_refusal(self):
        for form in ("JPEG", "PNG", "WEBP", "GIF", "AVIF"):
            data = photograph(form=form, size=(24, 16))
            for position in range(0, min(len(data), 300), 7):
                changed = bytearray(data)
                changed[position] ^= 0xFF
                try:
                    read_picture(bytes(changed))
                except BadPicture as refused:
                    self.assertTrue(str(refused))


def distance(pixel, color):
    return max(abs(one - other) for one, other in zip(pixel, color, strict=True))
