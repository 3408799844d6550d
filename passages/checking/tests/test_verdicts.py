from datetime import UTC, datetime, timedelta

from django.test import SimpleTestCase

from passages.checking.verdicts import Hop, Past, Verdict, is_front_page, judge, settle
from passages.health import Health, Why

PAGE = "https://a.example/papers/one"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def trail(*hops):
    """Answers by status and address; a status alone is one of `PAGE`."""
    return judge([Hop(PAGE, hop) if isinstance(hop, int) else Hop(hop[1], hop[0]) for hop in hops])


class JudgeTests(SimpleTestCase):
    def test_whatever_is_a_page_is_there(self):
        for status in (200, 203, 206):
            self.assertEqual(trail(status), Verdict(Health.OK, status=status))

    def test_what_its_host_says_is_not_there_is_gone(self):
        for status in (404, 410):
            self.assertEqual(trail(status), Verdict(Health.GONE, Why.NOT_FOUND, status))

    def test_a_page_behind_a_redirect_may_be_gone(self):
        self.assertEqual(trail(301, (404, "https://a.example/b")).health, Health.GONE)

    def test_what_says_nothing_of_the_page_leaves_it_open(self):
        for status, why in (
            *((401, Why.REFUSED), (403, Why.REFUSED), (451, Why.REFUSED), (429, Why.BUSY), (503, Why.BUSY)),
            *((500, Why.ERROR), (502, Why.ERROR), (520, Why.ERROR), (400, Why.ODD), (418, Why.ODD)),
            *((999, Why.ODD), (304, Why.ODD), (302, Why.ODD), (101, Why.ODD)),
        ):
            with self.subTest(status):
                self.assertEqual(trail(status), Verdict(Health.UNKNOWN, why, status))

    def test_permanent_redirects_say_where_it_has_moved_to(self):
        for status in (301, 308):
            verdict = trail(status, (status, "https://b.example/1"), (200, "https://b.example/2"))
            self.assertEqual(verdict, Verdict(Health.MOVED, None, 200, "https://b.example/2"))

    def test_temporary_redirects_do_not_move_a_page(self):
        for status in (302, 303, 307):
            self.assertEqual(trail(status, (200, "https://b.example/1")), Verdict(Health.OK, status=200))

    def test_it_has_moved_as_far_as_the_permanent_ones_go(self):
        verdict = trail(
            301, (302, "https://b.example/1"), (301, "https://c.example/2"), (200, "https://d.example/3")
        )
        self.assertEqual(verdict.moved_to, "https://b.example/1")

    def test_another_spelling_of_the_address_is_no_move(self):
        for other in (f"{PAGE}?utm_source=x", "https://A.example:443/papers/one", f"{PAGE}#top"):
            self.assertEqual(trail(301, (200, other)).health, Health.OK)

    def test_an_address_too_long_to_keep_is_left_out(self):
        self.assertEqual(trail(301, (200, "https://b.example/" + "x" * 2000)), Verdict(Health.OK, status=200))


class FrontPageTests(SimpleTestCase):
    def assert_lost(self, asked, answered, expected=True):
        for status in (301, 302):
            verdict = judge([Hop(asked, status), Hop(answered, 200)])
            self.assertEqual(verdict.why == Why.FRONT_PAGE, expected, (asked, answered))
            self.assertFalse(expected and verdict.moved_to)

    def test_a_page_that_leads_to_the_front_page_of_its_site_is_none(self):
        for answered in ("https://a.example/", "https://www.a.example/index.html", "https://a.example/en/"):
            self.assert_lost(PAGE, answered)
        self.assert_lost("https://a.example/x", "https://a.example/")
        self.assert_lost("https://a.example/?p=7", "https://a.example/")
        self.assert_lost("https://blog.a.example/x", "https://a.example/")

    def test_a_page_deep_in_a_site_that_leads_to_the_front_page_of_another(self):
        self.assert_lost(PAGE, "https://b.example/")

    def test_a_short_address_may_stand_for_another_site(self):
        self.assert_lost("https://short.example/x7", "https://b.example/", False)

    def test_a_front_page_may_lead_to_another(self):
        self.assert_lost("https://a.example/", "https://a.example/en/", False)
        self.assert_lost("https://a.example/index.php", "https://a.example/", False)

    def test_what_a_front_page_is(self):
        for path in ("/", "/index.html", "/default.aspx", "/home", "/en", "/de/", "/pt-BR/"):
            self.assertTrue(is_front_page(f"https://a.example{path}"), path)
        for path in ("/?q=1", "/a/", "/about", "/en/a", "/index/a", "/~ada/"):
            self.assertFalse(is_front_page(f"https://a.example{path}"), path)


class SettleTests(SimpleTestCase):
    def settle(self, *earlier, why=Why.NO_HOST):
        """What is known after checks as many days ago, of the same kind or of one that is named."""
        past = [one if isinstance(one, tuple) else (one, why) for one in earlier]
        checks = [Past(NOW - timedelta(days=days), kind) for days, kind in past]
        return settle(Verdict(Health.UNKNOWN, why), checks, NOW).health

    def test_a_host_that_there_is_not_is_gone_after_three_checks_in_two_weeks(self):
        for why in (Why.NO_HOST, Why.FRONT_PAGE):
            self.assertEqual(self.settle(why=why), Health.UNKNOWN)
            self.assertEqual(self.settle(14, why=why), Health.UNKNOWN)
            self.assertEqual(self.settle(7, 13, why=why), Health.UNKNOWN)
            self.assertEqual(self.settle(7, 14, why=why), Health.GONE)

    def test_many_checks_on_one_day_prove_nothing(self):
        self.assertEqual(self.settle(*[0] * 20), Health.UNKNOWN)

    def test_anything_else_between_begins_the_count_anew(self):
        for other in ("", Why.LATE, Why.FRONT_PAGE, Why.ERROR):
            self.assertEqual(self.settle(7, (10, other), 14, 21), Health.UNKNOWN)

    def test_days_on_which_nobody_could_be_reached_do_not_count(self):
        self.assertEqual(self.settle(7, (10, Why.OFFLINE), 14), Health.GONE)
        self.assertEqual(self.settle((7, Why.OFFLINE), (10, Why.OFFLINE), 14), Health.UNKNOWN)

    def test_what_may_pass_is_never_gone(self):
        for why in Why:
            if why not in (Why.NO_HOST, Why.FRONT_PAGE):
                self.assertEqual(self.settle(*range(7, 700, 7), why=why), Health.UNKNOWN)
