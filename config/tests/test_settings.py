import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import skipIf

from django.conf import settings
from django.test import SimpleTestCase

ROOT = Path(settings.BASE_DIR)
KEY = "a-key-of-more-than-fifty-characters-with-digits-0123456789"
READ = ("-c", "from config import settings")  # a third of the time of `manage.py check`
SHOW = "import json, sys; from config import settings; print(json.dumps(getattr(settings, sys.argv[1])))"
ASK = """
import sys, django; django.setup()
from django.test import Client
print([Client().get(path, headers={"host": "localhost"}).status_code for path in sys.argv[1:]])
"""


def run(*arguments, folder=ROOT, **environment):
    """Python with nothing in its environment but what is given."""
    environment = {"DATABASE_URL": "sqlite:///:memory:", "PATH": os.environ["PATH"]} | environment
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=60
    )


def show(name, **environment):
    """The setting of that name in this environment."""
    done = run("-c", SHOW, name, **{"SECRET_KEY": KEY} | environment)
    return json.loads(done.stdout)


@contextmanager
def tree(*, secret_key=None):
    """A folder with what the settings are read from, and a data folder if there is a key to put into it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(ROOT / "manage.py", folder)
        shutil.copytree(ROOT / "config", folder / "config", ignore=shutil.ignore_patterns("tests"))
        shutil.copytree(ROOT / "templates", folder / "templates")
        for room in ("passages", "system"):  # manage.py tells by them what is wrong with the database
            (folder / room).symlink_to(ROOT / room)
        if secret_key is not None:
            (folder / "data").mkdir()
            (folder / "data" / "secret_key").write_text(secret_key)
        yield folder


class StartTests(SimpleTestCase):
    def assert_refused(self, sentence, folder=ROOT, command=("manage.py", "check"), **environment):
        done = run(*command, folder=folder, **environment)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertRegex(done.stderr, rf"\A{sentence}[^\n]*\.\n\Z")
        self.assertEqual(done.stdout, "")

    def test_a_wrong_value_ends_the_start_with_one_sentence(self):
        for name, value in {
            "DEBUG": "perhaps",
            "ALLOWED_HOSTS": "https://notes.example.org",
            "CSRF_TRUSTED_ORIGINS": "https://[",
            "HTTPS": "sometimes",
            "HSTS_SUBDOMAINS": "some",
            "TRUSTED_PROXIES": "some",
            "SITE_TITLE": " ",
            "SITE_AUTHOR": "Ada\nLovelace",
            "SITE_PRIVATE": "2",
            "READ_ONLY": "sometimes",
            "TIME_ZONE": "Europe/Nowhere",
            "LANGUAGE_CODE": "tlh",
            "MEDIA_STORAGE_URL": "s3://KEY@localhost/notes",
            "DATABASE_URL": "mysql://localhost/notes",
            "CACHE_URL": "memcached://localhost",
            "DATABASE_REPLICA_URLS": "postgres://localhost/notes",
        }.items():
            with self.subTest(name):
                self.assert_refused(name, command=READ, **{"SECRET_KEY": KEY, name: value})

    @skipIf(find_spec("storages"), "the packages are installed")
    def test_a_bucket_without_its_packages_is_told_how_to_have_them(self):
        said = r"MEDIA_STORAGE_URL needs packages that are not installed. Run: .* -r requirements-s3.txt"
        self.assert_refused(said, SECRET_KEY=KEY, MEDIA_STORAGE_URL="s3://localhost/notes")

    def test_a_site_without_a_key_does_not_start(self):
        with tree() as folder:
            self.assert_refused("SECRET_KEY must be set", folder)

    def test_space_is_no_key(self):
        with tree() as folder:
            self.assert_refused("SECRET_KEY must be set", folder, SECRET_KEY=" ")

    def test_an_empty_file_is_no_key(self):
        with tree(secret_key="\n") as folder:
            self.assert_refused("SECRET_KEY must be set", folder)


class SecretKeyTests(SimpleTestCase):
    def assert_key(self, expected, *, secret_key=None, **environment):
        with tree(secret_key=secret_key) as folder:
            done = run("-c", SHOW, "SECRET_KEY", folder=folder, **environment)
        self.assertEqual(json.loads(done.stdout), expected, done.stderr)

    def test_it_is_read_from_the_data_folder(self):
        self.assert_key("from-the-file", secret_key="from-the-file\n")

    def test_the_environment_has_the_right_of_way(self):
        self.assert_key("from-outside", secret_key="from-the-file", SECRET_KEY="from-outside")

    def test_debugging_needs_none(self):
        self.assert_key("only-for-debugging-" * 3, DEBUG="true")


class DeployTests(SimpleTestCase):
    def assert_clean(self, **environment):
        command = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
        done = run(*command, **{"SECRET_KEY": KEY} | environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("no issues", done.stdout)

    def test_the_loopback_interface_gives_no_warning(self):
        self.assert_clean()

    def test_a_public_host_gives_no_warning(self):
        self.assert_clean(ALLOWED_HOSTS="notes.example.org")

    def test_a_private_site_gives_no_warning(self):
        self.assert_clean(ALLOWED_HOSTS="notes.example.org", SITE_PRIVATE="true")

    def test_a_public_host_is_served_over_tls_alone(self):
        self.assertTrue(show("SECURE_SSL_REDIRECT", ALLOWED_HOSTS="notes.example.org"))
        self.assertTrue(show("SESSION_COOKIE_SECURE", ALLOWED_HOSTS="notes.example.org"))

    def test_cookies_are_bound_to_the_host_where_they_travel_by_tls(self):
        for name in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME"):
            self.assertTrue(show(name, ALLOWED_HOSTS="notes.example.org").startswith("__Host-"), name)
        self.assertEqual(show("SESSION_COOKIE_NAME"), "sessionid")

    def test_subdomains_are_served_over_tls_where_it_is_said_so(self):
        name, host = "SECURE_HSTS_INCLUDE_SUBDOMAINS", "notes.example.org"
        self.assertFalse(show(name, ALLOWED_HOSTS=host))
        self.assertTrue(show(name, ALLOWED_HOSTS=host, HSTS_SUBDOMAINS="true"))
        self.assertFalse(show(name, HSTS_SUBDOMAINS="true"))

    def test_loopback_and_debugging_are_served_without_it(self):
        self.assertFalse(show("SECURE_SSL_REDIRECT"))
        self.assertFalse(show("SECURE_SSL_REDIRECT", ALLOWED_HOSTS="notes.example.org", DEBUG="true"))


class DatabaseTests(SimpleTestCase):
    def test_what_the_address_asks_of_postgresql_is_kept(self):
        database = show("DATABASES", DATABASE_URL="postgres://h/n?sslmode=require")["default"]
        pool = {"timeout": 10, "reconnect_timeout": 2}
        told = {"sslmode": "require", "options": "-c jit=off"}
        self.assertEqual(database["OPTIONS"], {"pool": pool, **told})

    def test_behind_a_pooler_nothing_is_kept_in_a_session(self):
        url = "postgres://h/n?sslmode=require&pooler=transaction"
        database = show("DATABASES", DATABASE_URL=url, READ_ONLY="true")["default"]
        self.assertEqual(database["OPTIONS"], {"sslmode": "require"})
        self.assertTrue(database["DISABLE_SERVER_SIDE_CURSORS"])

    def test_replicas_stand_beside_the_primary(self):
        given = {"DATABASE_URL": "postgres://h/n", "DATABASE_REPLICA_URLS": "postgres://a/n, postgres://b/n"}
        databases = show("DATABASES", **given)
        self.assertEqual([each["HOST"] for each in databases.values()], ["h", "a", "b"])
        self.assertEqual(databases["replica2"]["TEST"], {"MIRROR": "default"})
        middleware = show("MIDDLEWARE", **given)
        kept = middleware.index("config.caching.keep_pages")
        self.assertEqual(middleware[kept + 1], "config.replicas.reading.read_from_replica")

    def test_without_replicas_nothing_asks_for_them(self):
        self.assertEqual(list(show("DATABASES", DATABASE_URL="postgres://h/n")), ["default"])
        self.assertNotIn("replica", str(show("MIDDLEWARE")))

    def test_sqlite_keeps_its_connection(self):
        database = show("DATABASES")["default"]
        self.assertIsNone(database["CONN_MAX_AGE"])
        self.assertEqual(database["OPTIONS"]["transaction_mode"], "IMMEDIATE")

    def test_read_only_mode_is_told_to_the_database(self):
        options = show("DATABASES", READ_ONLY="true")["default"]["OPTIONS"]
        self.assertIn("query_only=ON", options["init_command"])
        url = "postgres://h/n?options=-c%20work_mem%3D8MB"
        options = show("DATABASES", READ_ONLY="true", DATABASE_URL=url)["default"]["OPTIONS"]
        told = "-c jit=off -c work_mem=8MB -c default_transaction_read_only=on"
        self.assertEqual(options["options"], told)

    def test_queries_are_compiled_where_the_address_says_so(self):
        url = "postgres://h/n?options=-c%20jit%3Don"
        given = {
            "DATABASE_URL": url,
            "DATABASE_REPLICA_URLS": "postgres://a/n,postgres://b/n?pooler=transaction",
        }
        default, replica, pooled = (each["OPTIONS"] for each in show("DATABASES", **given).values())
        self.assertEqual(default["options"], "-c jit=off -c jit=on")  # the later holds
        self.assertEqual(replica["options"], "-c jit=off")
        self.assertNotIn("options", pooled)

    def test_no_page_is_one_transaction(self):
        self.assertNotIn("ATOMIC_REQUESTS", show("DATABASES")["default"])


class PrivateSiteTests(SimpleTestCase):
    def test_every_page_but_health_robots_and_the_way_in_asks_who_is_there(self):
        paths = ["/", "/papers/", "/admin/", "/healthz", "/robots.txt", "/admin/login/"]
        settings = {"SECRET_KEY": KEY, "DEBUG": "true", "SITE_PRIVATE": "true"}
        done = run("-c", ASK, *paths, DJANGO_SETTINGS_MODULE="config.settings", **settings)
        self.assertEqual(done.stdout.strip(), str([302] * 3 + [200] * 3), done.stderr)
