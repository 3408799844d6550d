from functools import partial

from django.test import SimpleTestCase

from config import env


class EnvTestCase(SimpleTestCase):
    def assert_refused(self, convert, *texts):
        for text in texts:
            with self.subTest(text), self.assertRaisesRegex(env.SettingError, r"\ANAME [^\n]*\.\Z"):
                convert("NAME", text)


class BoolTests(EnvTestCase):
    def test_the_words_for_yes_and_no(self):
        for text in ("true", "TRUE", " yes ", "on", "1"):
            self.assertIs(env.to_bool("NAME", text), True)
        for text in ("false", "No", "off", "0"):
            self.assertIs(env.to_bool("NAME", text), False)

    def test_anything_else_is_refused(self):
        self.assert_refused(env.to_bool, "", "maybe", "2", "tru e", "None")


class HostsTests(EnvTestCase):
    def test_names_are_separated_by_commas(self):
        hosts = env.to_hosts("NAME", " notes.example.org, [::1] ,.localhost,")
        self.assertEqual(hosts, ["notes.example.org", "[::1]", ".localhost"])

    def test_scheme_port_and_path_are_refused(self):
        self.assert_refused(
            env.to_hosts, "https://a.example", "a.example:80", "a.example/", "a b", "[::1]:80", "::1"
        )

    def test_none_at_all_is_refused(self):
        self.assert_refused(env.to_hosts, "", " , ")

    def test_loopback_is_where_nobody_else_reads(self):
        self.assertTrue(env.is_loopback(["LOCALHOST", "127.0.0.1", "[::1]", ".localhost"]))
        self.assertFalse(env.is_loopback(["localhost", "notes.example.org"]))
        self.assertFalse(env.is_loopback(["*"]))


class OriginsTests(EnvTestCase):
    def test_origins_are_separated_by_commas(self):
        origins = env.to_origins(
            "NAME", "https://notes.example.org, http://localhost:8000,https://*.example.org"
        )
        self.assertEqual(
            origins, ["https://notes.example.org", "http://localhost:8000", "https://*.example.org"]
        )

    def test_there_may_be_none(self):
        self.assertEqual(env.to_origins("NAME", ""), [])

    def test_what_is_more_or_less_than_an_origin_is_refused(self):
        self.assert_refused(
            env.to_origins,
            "notes.example.org",
            "https://",
            "https://a/",
            "https://a?b",
            "https://a#b",
            "ftp://a",
        )

    def test_what_cannot_be_taken_apart_is_refused(self):
        self.assert_refused(
            env.to_origins, "https://[", "https://a:port", "https://a:99999", "https://u@a", "https://a b"
        )


class TimeZoneTests(EnvTestCase):
    def test_a_name_is_kept(self):
        self.assertEqual(env.to_time_zone("NAME", "Europe/Berlin"), "Europe/Berlin")

    def test_what_is_no_name_is_refused(self):
        self.assert_refused(
            env.to_time_zone, "", "Europe", "Europe/Nowhere", "../etc/passwd", "/etc/passwd", "+02:00"
        )


class LanguageTests(EnvTestCase):
    def test_a_known_language_is_kept(self):
        self.assertEqual(env.to_language("NAME", "de", ["en", "de"]), "de")

    def test_what_the_interface_does_not_speak_is_refused(self):
        self.assert_refused(partial(env.to_language, known=["en", "de"]), "", "fr", "de-at", "DE", "german")


class DatabaseTests(EnvTestCase):
    def test_a_file_of_sqlite(self):
        database = env.to_database("NAME", "sqlite:////srv/notes.sqlite3")
        self.assertEqual(database["ENGINE"], "django.db.backends.sqlite3")
        self.assertEqual(database["NAME"], "/srv/notes.sqlite3")

    def test_memory_by_its_name(self):
        self.assertEqual(env.to_database("NAME", "sqlite:///:memory:")["NAME"], ":memory:")

    def test_a_server_of_postgresql(self):
        for scheme in ("postgres", "postgresql"):
            database = env.to_database("NAME", f"{scheme}://me:secret@db.example:5433/notes?sslmode=require")
            self.assertEqual(database["ENGINE"], "django.db.backends.postgresql")
            self.assertEqual(
                (database["HOST"], database["PORT"], database["NAME"]), ("db.example", 5433, "notes")
            )
            self.assertEqual(database["OPTIONS"], {"sslmode": "require"})

    def test_a_pooler_works_by_transactions_or_is_refused(self):
        database = env.to_database("NAME", "postgres://h/n?pooler=transaction")
        self.assertEqual(database["OPTIONS"], {"pooler": "transaction"})
        self.assert_refused(env.to_database, "postgres://h/n?pooler=session", "postgres://h/n?pooler=1")

    def test_another_kind_of_database_is_refused(self):
        self.assert_refused(env.to_database, "", "mysql://h/n", "/srv/notes.sqlite3", "SQLITE:///x")

    def test_an_address_that_cannot_be_taken_apart_is_refused(self):
        self.assert_refused(env.to_database, "postgres://h:port/n", "postgres://h:99999/n", "postgres://[/n")

    def test_an_address_without_a_database_is_refused(self):
        self.assert_refused(env.to_database, "postgres://", "postgres://h", "postgres://h/")

    def test_a_file_that_is_not_named_is_no_database_in_memory(self):
        self.assert_refused(env.to_database, "sqlite:", "sqlite://", "sqlite:///", "sqlite:notes.sqlite3")

    def test_a_password_is_never_said(self):
        with self.assertRaises(env.SettingError) as caught:
            env.to_database("NAME", "postgres://me:secret@h:port/n")
        self.assertNotIn("secret", str(caught.exception))


class ReplicasTests(EnvTestCase):
    def test_addresses_are_separated_by_commas(self):
        found = env.to_replicas("NAME", "postgres://a/n?sslmode=require, postgresql://b:5433/n")
        self.assertEqual([each["HOST"] for each in found], ["a", "b"])
        self.assertEqual(env.to_replicas("NAME", ""), [])

    def test_sqlite_has_none(self):
        self.assert_refused(env.to_replicas, "sqlite:////srv/notes.sqlite3", "postgres://a/n,mysql://b/n")


class TitleTests(EnvTestCase):
    def test_space_around_it_goes(self):
        self.assertEqual(env.to_title("NAME", " Notizen & mehr "), "Notizen & mehr")

    def test_one_line_of_200_characters_is_the_most(self):
        self.assertEqual(env.to_title("NAME", "x" * 200), "x" * 200)
        self.assert_refused(env.to_title, "", "  ", "x" * 201, "a\nb", "a\0b")


class LineTests(EnvTestCase):
    def test_it_may_be_empty(self):
        self.assertEqual(env.to_line("NAME", "  "), "")

    def test_space_around_it_goes(self):
        self.assertEqual(env.to_line("NAME", " Ada Lovelace\n"), "Ada Lovelace")

    def test_more_than_one_line_is_refused(self):
        self.assert_refused(env.to_line, "x" * 201, "a\nb", "a\0b", "a\x1b[0m")


class CountTests(EnvTestCase):
    def test_one_digit_is_a_number(self):
        self.assertEqual([env.to_count("NAME", text) for text in ("0", " 1 ", "9")], [0, 1, 9])

    def test_anything_else_is_refused(self):
        self.assert_refused(env.to_count, "", "many", "-1", "10", "1.5", "²", "true")


class EmailTests(EnvTestCase):
    def test_one_address_or_nothing(self):
        self.assertEqual(env.to_email("NAME", " anna+notes@example.org "), "anna+notes@example.org")
        self.assertEqual(env.to_email("NAME", ""), "")

    def test_anything_else_is_refused(self):
        self.assert_refused(
            env.to_email, "anna", "anna@", "a@b@c", "a@example.org, b@example.org", "<a@b.c>", "a\r\n@b.c"
        )


class FolderTests(EnvTestCase):
    def test_a_folder_need_not_be_there_yet(self):
        self.assertEqual(
            str(env.to_folder("NAME", " /var/lib/no-such-site/media ")), "/var/lib/no-such-site/media"
        )

    def test_what_is_no_folder_from_the_root_on_is_refused(self):
        self.assert_refused(env.to_folder, "", "media", "./media", __file__)


class MediaStorageTests(EnvTestCase):
    def test_nothing_is_the_folder(self):
        self.assertEqual(env.to_media_storage("NAME", " "), {"BACKEND": "passages.storage.DurableStorage"})

    def test_a_bucket_has_a_key_a_host_and_perhaps_a_prefix(self):
        url = "s3://KEY:a%2Fb%40c+d@s3.example.org:9000/my-notes/site/one/?region=eu-central-1&insecure=1"
        options = env.to_media_storage("NAME", url)["OPTIONS"]
        self.assertEqual((options["access_key"], options["secret_key"]), ("KEY", "a/b@c+d"))
        self.assertEqual(options["endpoint_url"], "http://s3.example.org:9000")
        self.assertEqual((options["bucket_name"], options["location"]), ("my-notes", "site/one"))
        self.assertEqual(options["region_name"], "eu-central-1")
        self.assertIsNone(options["security_token"])

    def test_without_more_it_is_https_in_the_first_region_with_the_keys_of_the_environment(self):
        options = env.to_media_storage("NAME", "s3://[::1]/notes")["OPTIONS"]
        self.assertEqual((options["endpoint_url"], options["location"]), ("https://[::1]", ""))
        self.assertEqual(options["region_name"], "us-east-1")
        self.assertNotIn("access_key", options)

    def test_what_is_no_bucket_is_refused(self):
        self.assert_refused(
            env.to_media_storage, "/srv/media", "https://h/bucket", "S3:bucket", "s3://", "s3:///bucket",
            "s3://h", "s3://h/", "s3://h/ab", "s3://h/Bucket", "s3://h/a_b", "s3://h:port/bucket",
            "s3://h:0/bucket", "s3://h:99999/bucket", "s3://[/bucket", "s3://a b/bucket", "s3://h/bucket#x",
        )  # fmt: skip

    def test_what_stands_around_it_wrongly_is_refused(self):
        self.assert_refused(
            env.to_media_storage, "s3://KEY@h/bucket", "s3://KEY:@h/bucket", "s3://:SECRET@h/bucket",
            "s3://h/bucket/../x", "s3://h/bucket/a//b", "s3://h/bucket/%0A", "s3://h/bucket?regio=x",
            "s3://h/bucket?region=", "s3://h/bucket?region=a/b", "s3://h/bucket?insecure=perhaps",
            "s3://h/bucket?insecure=0&insecure=1", "s3://h/bucket?acl=public-read",
        )  # fmt: skip

    def test_a_secret_is_never_said(self):
        for url in ("s3://KEY:canary/x@h/bucket", "s3://KEY:canary@h/B", "http://K:canary@h/bucket",
                    "s3://K:canary#x@h/bucket", "s3://K:x?canary@h/bucket", "s3://:canary@h/b"):  # fmt: skip
            with self.subTest(url), self.assertRaises(env.SettingError) as caught:
                env.to_media_storage("NAME", url)
            self.assertNotIn("canary", str(caught.exception))


class CacheTests(EnvTestCase):
    def test_memory_is_of_each_process_and_dummy_keeps_nothing(self):
        self.assertIn("locmem", env.to_cache("NAME", "memory:")["BACKEND"])
        self.assertIn("dummy", env.to_cache("NAME", "dummy:")["BACKEND"])

    def test_a_server_is_not_waited_for(self):
        cache = env.to_cache("NAME", "redis://localhost:6379/0")
        self.assertEqual(cache["LOCATION"], "redis://localhost:6379/0")
        self.assertLess(cache["OPTIONS"]["socket_connect_timeout"], 1)

    def test_anything_else_is_refused(self):
        self.assert_refused(env.to_cache, "", "memcached://localhost", "redis:", "redis://", "localhost:6379")
