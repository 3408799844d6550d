from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from django.test import SimpleTestCase, override_settings


def reasons(password):
    """Why a password is refused."""
    try:
        validate_password(password)
    except ValidationError as refused:
        return [error.code for error in refused.error_list]
    return []


class AllPasswordsTests(SimpleTestCase):
    def test_eight_characters_are_enough_and_there_may_be_many(self):
        self.assertEqual(reasons("vq7 xm0"), ["password_too_short"])
        for password in ("vq7 xm0k", "vq7 xm0k" * 8, "long " * 200):
            self.assertEqual(reasons(password), [])

    def test_no_kind_of_character_is_asked_for(self):
        kinds = "83619207", "qvzmxwrt", "QVZMXWRT", "?!;:=+*~", "        ", "日本語の読書日誌", "🗝📓🕯🪶📜🖋🧭🗺"
        for password in kinds:
            self.assertEqual(reasons(password), [], password)

    def test_those_found_most_often_in_breaches_are_refused(self):
        for password in ("password123", "iloveyou1", "PASSWORD1", "12345678"):
            self.assertIn("password_too_common", reasons(password))
        long_enough = [each for each in CommonPasswordValidator().passwords if len(each) >= 8]
        self.assertGreater(len(long_enough), 3000)


class NotADayTests(SimpleTestCase):
    def test_a_day_is_no_password_however_it_is_written(self):
        for password in ("19871103", "03111987", "11031987", "03.11.1987", "1987-11-03", "11/03/1987"):
            self.assertEqual(reasons(password), ["a_day"], password)

    def test_other_figures_are_one(self):
        for password in ("83619207", "39871103", "03.11.1987 x", "0311198719"):
            self.assertEqual(reasons(password), [], password)


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
