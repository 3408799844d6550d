from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import SimpleTestCase, override_settings


@override_settings(SITE_TITLE="Reading log", SITE_AUTHOR="Ada Lovelace", ALLOWED_HOSTS=["notes.example.org"])
class NotOfThisSiteTests(SimpleTestCase):
    def test_what_everybody_knows_of_the_site_is_no_password(self):
        for password in ("Commonplace-2026", "readinglog123", "LovelaceNotes1", "exampleADMIN!"):
            with self.subTest(password), self.assertRaises(ValidationError) as refused:
                validate_password(password)
            self.assertEqual([error.code for error in refused.exception.error_list], ["of_this_site"])

    def test_enough_besides_is_one(self):
        for password in ("commonplace rivers of 1931", "correct horse battery", "adamant bolt 7"):
            validate_password(password)
