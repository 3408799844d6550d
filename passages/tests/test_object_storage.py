"""django-storages with a bucket on this machine; the packages are those of requirements-s3.txt."""

from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import skipUnless
from unittest.mock import patch
from urllib.parse import quote

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import SimpleTestCase, TestCase
from django.utils import timezone

from backups.restoring import restore
from backups.tests.factories import create_backup
from config.env import to_media_storage
from notes.tests.factories import create_entry
from passages.models import Image
from passages.orphans import stray_files
from passages.storage import StoreAbsent, StoreFailed, chunks_in, files_in, local_folder, missing_of

from .factories import create_image
from .fake_s3 import BUCKET, KEY, SECRET, Bucket
from .stores import stored_by
from .test_storage import StoreTests

needs_s3 = skipUnless(
    find_spec("storages") and find_spec("boto3"),
    "requirements-s3.txt is not installed (django-storages, boto3)",
)


def url_of(bucket, *, name=BUCKET, prefix="", key=KEY):
    """What an operator says."""
    secret = quote(SECRET, safe="")
    return f"s3://{key}:{secret}@127.0.0.1:{bucket.port}/{name}{prefix}?region=eu-central-1&insecure=1"


class InBucket:
    """Tests whose pictures lie in a bucket."""

    prefix = "/site/one"

    def setUp(self):
        super().setUp()
        self.bucket = Bucket()
        self.addCleanup(self.bucket.close)
        self.use(url_of(self.bucket, prefix=self.prefix))

    def use(self, url):
        said = to_media_storage("NAME", url)
        self.enterContext(stored_by(said["BACKEND"], **said["OPTIONS"]))


@needs_s3
class BucketTests(InBucket, StoreTests, SimpleTestCase):
    def test_an_object_stands_below_the_prefix_and_is_sent_as_it_is(self):
        default_storage.save("images/a.png", ContentFile(b"bytes"))
        self.assertEqual(self.bucket.objects, {"site/one/images/a.png": b"bytes"})
        [(command, _, headers)] = self.bucket.asked
        self.assertEqual((command, headers["Content-Type"]), ("PUT", "image/png"))
        self.assertNotIn("x-amz-acl", {name.lower() for name in headers})

    def test_reading_is_one_request(self):
        default_storage.save("images/a.png", ContentFile(b"bytes"))
        self.bucket.asked.clear()
        self.assertEqual(b"".join(chunks_in("images/a.png")), b"bytes")
        self.assertEqual([command for command, *_ in self.bucket.asked], ["GET"])

    def test_a_list_of_many_pages_is_whole(self):
        self.bucket.page = 2
        names = [f"images/{number}.png" for number in range(5)]
        for name in names:
            default_storage.save(name, ContentFile(b"x"))
        self.assertEqual([f"images/{name}" for name in files_in("images")], names)
        self.assertEqual(missing_of([*names, "images/9.png"]), ["images/9.png"])
        self.assertEqual(default_storage.listdir(""), (["images"], []))

    def test_what_is_known_of_an_object(self):
        default_storage.save("images/a.png", ContentFile(b"bytes"))
        self.assertEqual(default_storage.size("images/a.png"), 5)
        age = timezone.now() - default_storage.get_modified_time("images/a.png")
        self.assertLess(abs(age), timedelta(minutes=1))
        default_storage.delete("images/a.png")
        default_storage.delete("images/a.png")
        self.assertFalse(default_storage.exists("images/a.png"))
        for ask in (default_storage.size, default_storage.get_modified_time, default_storage.open):
            self.assertRaises(FileNotFoundError, ask, "images/a.png")

    def test_it_has_no_folder_and_no_address(self):
        self.assertIsNone(local_folder())
        self.assertRaises(NotImplementedError, default_storage.url, "images/a.png")
        self.assertRaises(NotImplementedError, default_storage.path, "images/a.png")

    def test_keys_may_come_from_the_environment(self):
        names = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
        with patch.dict("os.environ", names):
            self.use(f"s3://127.0.0.1:{self.bucket.port}/{BUCKET}?insecure=1")
            default_storage.save("a", ContentFile(b"x"))
        self.assertEqual(self.bucket.objects, {"a": b"x"})


@needs_s3
class FailingBucketTests(InBucket, SimpleTestCase):
    """What goes wrong is an OSError that names neither key nor host."""

    def assert_told(self, kind, said):
        for ask in (self.save, default_storage.open, default_storage.exists, default_storage.listdir):
            with self.subTest(ask), self.assertRaises(kind) as caught:
                ask("images/a.png")
            self.assertEqual(
                (type(caught.exception), caught.exception.strerror.startswith(said)), (kind, True)
            )

    def save(self, name):
        default_storage.save(name, ContentFile(b"x"))

    def test_nobody_is_there(self):
        self.bucket.close()
        self.assert_told(StoreAbsent, "The store of pictures does not answer")

    def test_it_has_too_much_to_do(self):
        self.bucket.failing = 503, "SlowDown"
        self.assert_told(StoreAbsent, "The store of pictures answers ")

    def test_the_key_is_another(self):
        self.use(url_of(self.bucket, key="ANOTHER"))
        self.assert_told(StoreFailed, "The store of pictures answers ")

    def test_there_is_no_key(self):
        empty = {"AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true"}
        with patch.dict("os.environ", empty | {"AWS_CONFIG_FILE": "/dev/null"}, clear=True):
            self.use(f"s3://127.0.0.1:{self.bucket.port}/{BUCKET}?insecure=1")
            self.assert_told(StoreFailed, "The store of pictures was given no key")

    def test_there_is_no_such_bucket(self):
        self.use(url_of(self.bucket, name="another-bucket"))
        for ask in (self.save, default_storage.open, default_storage.listdir):
            with self.subTest(ask), self.assertRaisesRegex(StoreFailed, "NoSuchBucket"):
                ask("images/a.png")


@needs_s3
class PicturesInBucketTests(InBucket, TestCase):
    def test_a_picture_is_kept_served_backed_up_and_brought_back(self):
        image = create_image()
        create_entry(body=f"![]({image.get_absolute_url()})")
        [data] = self.bucket.objects.values()
        self.assertEqual(self.client.get(image.get_absolute_url()).content, data)
        with TemporaryDirectory() as name:
            file = Path(name) / "notes.tar"
            create_backup(file)
            self.bucket.objects.clear()
            self.assertEqual(self.client.get(image.get_absolute_url()).status_code, 404)
            restore(file, is_replacing=True)
        self.assertEqual(self.client.get(image.get_absolute_url()).content, data)

    def test_files_without_a_row_are_found_after_a_day(self):
        create_image()
        stray = f"images/{'0' * 32}.png"
        default_storage.save(stray, ContentFile(b"x"))
        self.assertEqual(stray_files(), [])
        with patch("passages.orphans.KEPT_FILE", timedelta(days=-1)):
            self.assertEqual(stray_files(), [stray])
        self.assertEqual(Image.objects.count(), 1)
