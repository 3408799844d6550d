"""Checking many links, from the server's answers to the rows and the pages."""

from datetime import date, timedelta
from unittest import mock

from django.test import TestCase

from notes.models import Entry
from notes.tests.factories import create_entry
from passages.checking import run
from passages.checking.run import Offline
from passages.models import Link, LinkCheck
from web.pace import Pace
from web.tests.server import Reply

from .local import NOW, Clock, check_all, link_to, local, nobody_answering, write

GONE = {"a.example/x": Reply(404)}
BUSY = Reply(429, headers={"Retry-After": "7"})


class RecordTests(TestCase):
    def check(self, replies, *paths, **options):
        with local(replies) as (self.server, client, port):
            self.entry = write(port, *paths)
            return check_all(client, **options)

    def test_every_check_is_kept(self):
        replies = {"a.example/x": Reply(), "a.example/y": Reply(404), "b.example/": Reply(500)}
        report = self.check(replies, "a.example/x", "a.example/y", "b.example/")
        self.assertEqual(report.found, {"ok": 1, "gone": 1, "unknown": 1})
        rows = LinkCheck.objects.order_by("link__url").values_list("health", "why", "status", "checked_at")
        expected = [("ok", "", 200, NOW), ("gone", "not-found", 404, NOW), ("unknown", "error", 500, NOW)]
        self.assertEqual(list(rows), expected)
        links = Link.objects.order_by("url").values_list("health", "checked_at", "gone_since")
        self.assertEqual(list(links), [("ok", NOW, None), ("gone", NOW, NOW), ("unknown", NOW, None)])

    def test_a_page_that_has_moved_says_where_to_with_its_section(self):
        replies = {"a.example/x": Reply(301, headers={"Location": "/y"}), "a.example/y": Reply()}
        report = self.check(replies, "a.example/x", "a.example/x#part")
        moved = Link.objects.order_by("url").values_list("health", "moved_to")
        to = link_to("a.example/x").url[:-1] + "y"
        self.assertEqual(list(moved), [("moved", to), ("moved", f"{to}#part")])
        self.assertIn(f"moved: {link_to('a.example/x').url} -> {to}", list(report.lines()))
        self.assertIn("/x", Entry.objects.get().body_html)

    def test_the_text_stays_as_it_was_written(self):
        self.check(GONE, "a.example/x")
        before = self.entry.body, self.entry.updated_at
        self.entry.refresh_from_db()
        self.assertEqual((self.entry.body, self.entry.updated_at), before)

    def test_a_page_is_asked_for_once_for_all_its_sections(self):
        self.check({"a.example/x": Reply()}, "a.example/x", "a.example/x#one", "a.example/x#two")
        self.assertEqual(self.server.asked, ["a.example/x"])
        self.assertEqual(LinkCheck.objects.filter(health="ok").count(), 3)

    def test_a_dry_run_writes_nothing(self):
        report = self.check(GONE, "a.example/x", is_dry_run=True)
        self.assertEqual((report.found["gone"], len(report.changes)), (1, 1))
        self.assertFalse(LinkCheck.objects.exists())
        self.assertEqual(Link.objects.get().health, "unknown")
        self.assertNotIn("archived", Entry.objects.get().body_html)

    def test_what_nobody_foresaw_stops_no_other_link(self):
        with mock.patch.object(run.asking, "ask", side_effect=ZeroDivisionError):
            self.check({}, "a.example/x", "b.example/y")
        self.assertEqual(
            set(LinkCheck.objects.values_list("why", "reason")), {("odd", "ZeroDivisionError()")}
        )


class TextTests(TestCase):
    """What a page shows of a link that is gone."""

    def test_it_dies_and_comes_back(self):
        replies = {"a.example/x": [Reply(404), Reply(404), Reply()]}
        with local(replies) as (_, client, port):
            entry = write(port, "a.example/x")
            url = Link.objects.get().url
            alive = entry.body_html
            check_all(client)
            entry.refresh_from_db()
            self.assertIn(f'href="https://web.archive.org/web/20230311/{url}"', entry.body_html)
            self.assertIn(f'href="{url}"', entry.body_html)
            check_all(client, days=30)
            entry.refresh_from_db()
            self.assertEqual(entry.body_html, alive)
        self.assertEqual(Link.objects.get().gone_since, None)
        self.assertEqual(list(LinkCheck.objects.values_list("health", flat=True)), ["ok", "gone"])

    def test_what_is_gone_stays_gone_until_a_page_answers(self):
        replies = {"a.example/x": [Reply(410), Reply(410), Reply(500)]}
        with local(replies) as (_, client, port):
            write(port, "a.example/x")
            check_all(client)
            check_all(client, days=30)
        link = Link.objects.get()
        self.assertEqual((link.health, link.gone_since, link.checked_at), ("gone", NOW, NOW + timedelta(30)))

    def test_the_day_is_that_of_each_text(self):
        with local(GONE) as (_, client, port):
            first = write(port, "a.example/x")
            second = create_entry(body=first.body, read_on=date(2019, 1, 2))
            check_all(client)
        for entry, day in ((first, "20230311"), (second, "20190102")):
            entry.refresh_from_db()
            self.assertIn(f"/web/{day}/http", entry.body_html)

    def test_a_text_written_later_shows_it_too(self):
        with local(GONE) as (_, client, port):
            write(port, "a.example/x")
            check_all(client)
            self.assertIn("link__archived", write(port, "a.example/x").body_html)

    def test_texts_are_derived_again_only_where_it_shows(self):
        replies = {"a.example/x": [Reply(), Reply(500), Reply(500)], "a.example/y": Reply(404)}
        with local(replies) as (_, client, port):
            write(port, "a.example/x", "a.example/y")
            check_all(client)
            with mock.patch("passages.checking.recording.derive_again") as again:
                check_all(client, days=30)
        self.assertEqual([call.args for call in again.mock_calls], [(set(),)] * 2)

    def test_the_check_and_the_text_are_one(self):
        with local(GONE) as (_, client, port):
            entry = write(port, "a.example/x")
            with (
                mock.patch("passages.checking.recording.derive_again", side_effect=RuntimeError),
                self.assertRaises(RuntimeError),
            ):
                check_all(client)
        entry.refresh_from_db()
        self.assertNotIn("link__archived", entry.body_html)
        self.assertEqual((Link.objects.get().health, LinkCheck.objects.count()), ("unknown", 0))


class SlowlyGoneTests(TestCase):
    """Hosts that there are not, and sites that lead to their front page."""

    def health_after(self, replies, path, *days):
        with local(replies | {"b.example/": Reply()}) as (_, client, port):
            write(port, path, "b.example/")
            for day in days:
                check_all(client, days=day)
        return Link.objects.exclude(domain="b.example").get().health

    def test_a_host_is_gone_after_three_checks_over_two_weeks(self):
        for days, health in (((0, 7), "unknown"), ((0, 7, 13), "unknown"), ((0, 7, 14), "gone")):
            self.assertEqual(self.health_after({}, "nowhere.example/x", *days), health)
            Link.objects.all().delete()
            Entry.objects.all().delete()

    def test_so_is_a_page_that_leads_to_the_front_page(self):
        home = {"a.example/x": Reply(301, headers={"Location": "/"}), "a.example/": Reply()}
        self.assertEqual(self.health_after(home, "a.example/x", 0, 7, 14), "gone")
        self.assertEqual(Link.objects.get(domain="a.example").moved_to, "")

    def test_all_pages_of_a_host_that_there_is_not_are_told_at_once(self):
        with local({"b.example/": Reply()}) as (_server, client, port):
            write(port, "nowhere.example/x", "nowhere.example/y", "nowhere.example/z", "b.example/")
            with mock.patch.object(run.asking, "ask", side_effect=run.asking.ask) as ask:
                check_all(client)
        self.assertEqual(ask.call_count, 2)
        self.assertEqual(LinkCheck.objects.filter(why="no-host").count(), 3)

    def test_where_nobody_answers_at_all_it_does_not_count(self):
        with local({}) as (_, client, port):
            write(port, "nowhere.example/x")
            for days in (0, 7, 14, 21):
                check_all(client, days=days)
        self.assertEqual(set(LinkCheck.objects.values_list("health", "why")), {("unknown", "offline")})

    def test_ten_hosts_that_are_silent_from_the_start_end_the_run(self):
        create_entry(body="\n\n".join(f"http://{number}.example/" for number in range(12)))
        with nobody_answering(), self.assertRaises(Offline):
            check_all(None)
        self.assertFalse(LinkCheck.objects.exists())

    def test_a_host_that_is_silent_three_times_is_spared_the_rest(self):
        create_entry(body="\n\n".join(f"http://a.example/{number}" for number in range(9)))
        with nobody_answering() as ask:
            report = check_all(None)
        self.assertEqual((ask.call_count, report.found["unknown"]), (3, 9))


class PoliteTests(TestCase):
    def test_a_busy_host_is_asked_again_after_the_time_it_says(self):
        with local({"a.example/x": [BUSY, Reply()], "a.example/y": Reply()}) as (server, client, port):
            write(port, "a.example/x", "a.example/y")
            clock = Clock()
            run.check(Link.objects.values_list("pk", "url"), client, clock=clock, sleep=clock.sleep)
        self.assertEqual(server.asked, ["a.example/x", "a.example/x", "a.example/y"])
        self.assertEqual(clock.slept, [7, 1])
        self.assertEqual(Link.objects.filter(health="ok").count(), 2)

    def test_a_host_that_stays_busy_is_left_for_the_next_run(self):
        replies = {"a.example/x": BUSY, "b.example/z": Reply()}
        with local(replies) as (server, client, port):
            write(port, "a.example/x", "a.example/y", "b.example/z")
            report = check_all(client)
        self.assertEqual(server.asked.count("a.example/x"), 3)
        self.assertNotIn("a.example/y", server.asked)
        self.assertEqual((report.left, report.found), (1, {"unknown": 1, "ok": 1}))
        self.assertIsNone(link_to("a.example/y").checked_at)
        self.assertIn("1 left for the next run, since their hosts are busy.", list(report.lines()))

    def test_nobody_waits_for_hours(self):
        with local({"a.example/x": Reply(503, headers={"Retry-After": "7200"})}) as (server, client, port):
            write(port, "a.example/x")
            check_all(client)
        self.assertEqual(len(server.asked), 1)
        self.assertEqual(LinkCheck.objects.get().why, "busy")

    def test_one_request_a_second_to_a_host_whatever_its_kind(self):
        clock, waited = Clock(), []
        pace = Pace(clock=clock, sleep=clock.sleep)
        with local({"a.example/x": Reply(302, headers={"Location": "/y"})}) as (server, client, port):
            client.pace = pace
            write(port, "a.example/x")
            run.check(Link.objects.values_list("pk", "url"), client, clock=clock, sleep=clock.sleep)
            waited += clock.slept
        self.assertEqual(server.methods, ["HEAD", "HEAD", "GET", "GET"])
        self.assertEqual(waited, [1, 1, 1])

    def test_many_hosts_do_not_wait_for_one(self):
        clock = Clock()
        paths = [f"{host}.example/{number}" for host in "abcdef" for number in range(3)]
        with local({path: Reply() for path in paths}) as (_server, client, port):
            write(port, *paths)
            run.check(Link.objects.values_list("pk", "url"), client, clock=clock, sleep=clock.sleep)
        self.assertEqual(clock.now, 2)
        self.assertEqual(Link.objects.filter(health="ok").count(), 18)
