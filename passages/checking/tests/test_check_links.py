"""The command, and runs that are stopped and gone on with."""

from datetime import timedelta
from io import StringIO
from unittest import mock

from django.core.management import CommandError, call_command
from django.test import TestCase

from notes.tests.factories import create_entry
from passages.checking import run
from passages.checking.recording import record
from passages.checking.verdicts import Verdict
from passages.health import Health
from passages.models import Link, LinkCheck
from web.tests.server import Reply

from .local import NOW, local, nobody_answering, write


class ResumeTests(TestCase):
    def command(self, client, *arguments, days=0):
        out = StringIO()
        command = "passages.management.commands.check_links"
        with (
            mock.patch(f"{command}.owners_client", return_value=client),
            mock.patch("django.utils.timezone.now", return_value=NOW + timedelta(days=days)),
            mock.patch("passages.checking.rounds.INTERVAL", 0),
        ):
            call_command("check_links", *arguments, stdout=out)
        return out.getvalue()

    def test_ctrl_c_keeps_what_has_been_found_and_the_next_run_goes_on(self):
        paths = [f"a.example/{number}" for number in range(4)]
        with local({path: Reply() for path in paths}) as (server, client, port):
            write(port, *paths)
            with self.assertRaises(CommandError) as stopped, interrupting_after(2):
                self.command(client)
            self.assertEqual(stopped.exception.returncode, 130)
            # The third was on its way.
            self.assertEqual((server.asked, LinkCheck.objects.count()), (paths[:3], 3))
            self.assertIn("1 links checked: 0 unknown, 1 ok", self.command(client))
            self.assertEqual(server.asked, paths)

    def test_what_was_checked_lately_is_left_out(self):
        with local({"a.example/x": Reply(), "b.example/y": Reply(500)}) as (server, client, port):
            write(port, "a.example/x", "b.example/y")
            self.command(client)
            for days, asked in ((6, []), (8, ["b.example/y"]), (31, ["a.example/x", "b.example/y"])):
                server.asked.clear()
                self.command(client, days=days)
                self.assertEqual(sorted(set(server.asked)), asked)

    def test_the_longest_ago_comes_first_and_a_limit_is_kept(self):
        with local({f"{host}.example/": Reply() for host in "abc"}) as (server, client, port):
            write(port, "a.example/", "b.example/", "c.example/")
            for host, days in (("a", 3), ("b", 9), ("c", 5)):
                Link.objects.filter(domain=f"{host}.example").update(checked_at=NOW - timedelta(days=days))
            self.command(client, "--older-than=1", "--limit=2")
            self.assertEqual(sorted(server.asked), ["b.example/", "c.example/"])

    def test_one_domain_only(self):
        with local({"a.example/x": Reply(), "b.example/y": Reply()}) as (server, client, port):
            write(port, "a.example/x", "b.example/y")
            self.command(client, "--domain=www.A.example")
        self.assertEqual(server.asked, ["a.example/x"])

    def test_what_no_text_links_to_any_more_is_not_asked_for(self):
        with local({}) as (server, client, port):
            write(port, "a.example/x").delete()
            self.assertIn("0 links checked", self.command(client))
        self.assertEqual((server.asked, Link.objects.count()), ([], 1))

    def test_what_the_owner_has_set_by_hand_stays(self):
        with local({"a.example/x": Reply()}) as (server, client, port):
            write(port, "a.example/x")
            Link.objects.update(health="gone", is_by_hand=True)
            self.command(client)
            record([Link.objects.get().pk], Verdict(Health.OK, status=200), NOW)
        self.assertEqual((server.asked, Link.objects.get().health), ([], "gone"))

    def test_the_report_names_what_is_gone_and_counts_the_rest(self):
        with local({"a.example/x": Reply(410), "a.example/y": Reply()}) as (_, client, port):
            write(port, "a.example/x", "a.example/y")
            report = self.command(client)
        self.assertRegex(
            report,
            r"\Agone: http://a\.example:\d+/x \(no such page, 410\)\n"
            r"2 links checked: 0 unknown, 1 ok, 0 moved, 1 gone\.\n\Z",
        )

    def test_offline_is_a_failure_that_says_so(self):
        create_entry(body="\n\n".join(f"http://{number}.example/" for number in range(12)))
        with (
            nobody_answering(),
            self.assertRaisesRegex(CommandError, "None of the first ten hosts can be reached"),
        ):
            self.command(None)

    def test_options_that_make_no_sense(self):
        for option in ("--older-than=-1", "--limit=x", "--limit=1.5", "--older-than=999999"):
            with self.assertRaisesRegex(CommandError, "is no number"):
                call_command("check_links", option)


def interrupting_after(number):
    """Ctrl-C while the result after so many is waited for."""
    waits = []
    real = run.wait

    def wait(*args, **options):
        if len(waits) == number:
            waits.append("the last ones")
            raise KeyboardInterrupt
        waits.append(args)
        return real(*args, **options)

    return mock.patch.object(run, "wait", wait)
