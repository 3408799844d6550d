"""The endpoints of the writing area: who may ask, what is answered, and that drafts are their writer's."""

import json
from datetime import date
from unittest import skipUnless
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client, SimpleTestCase, TestCase
from django.test.utils import CaptureQueriesContext

from desk.editor.completing import found_by_words
from desk.editor.sent import BadInput, read_draft, read_json
from history.models import Draft
from notes.models import Entry
from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.models import Link, Mention, Passage
from passages.tests.factories import create_image, create_owner, create_reader
from passages.tests.test_aliases import create_tag
from topics.tests.factories import create_topic

DRAFTS, PREVIEW, COMPLETIONS = "/write/drafts/", "/write/preview/", "/write/completions/"
ADDRESSES = (DRAFTS, PREVIEW, COMPLETIONS)
ADD = "/admin/notes/entry/add/"


def create_staff(*codenames):
    user = User.objects.create_user(f"staff-{uuid4()}", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


def to_draft(**sent):
    return {"key": str(uuid4()), "form": "notes.entry/add", "base": "", "values": {"body": ["Begun"]}, **sent}


class EditorTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()

    def setUp(self):
        self.client.force_login(self.owner)

    def post(self, address, sent, **options):
        return self.client.post(address, sent, content_type="application/json", **options)


class RightsTests(EditorTestCase):
    def test_only_staff_that_may_write_is_answered(self):
        readers = [None, create_reader(may_change=["entry"]), create_staff("view_entry")]
        for user in readers:
            self.client.logout()
            if user:
                self.client.force_login(user)
            for address in (DRAFTS, COMPLETIONS):
                with self.subTest(address, user=user):
                    self.assertEqual(self.client.get(address).status_code, 403)
            for address, sent in ((DRAFTS, to_draft()), (PREVIEW, {"body": "x", "kind": "notes.entry"})):
                response = self.post(address, sent)
                self.assertEqual(response.status_code, 403)
                self.assertTrue(response.json()["problem"])
        self.assertFalse(Draft.objects.exists())

    def test_what_is_posted_needs_its_token(self):
        client = Client(enforce_csrf_checks=True)
        client.force_login(self.owner)
        for address in (DRAFTS, PREVIEW):
            response = client.post(address, to_draft(), content_type="application/json")
            self.assertEqual(response.status_code, 403)
        token = client.get(DRAFTS).json()["token"]
        kept = client.post(
            DRAFTS, to_draft(), content_type="application/json", headers={"X-CSRFToken": token}
        )
        self.assertEqual(kept.status_code, 200)

    def test_staff_keeps_drafts_of_what_it_may_write(self):
        self.client.force_login(create_staff("add_entry"))
        self.assertEqual(self.post(DRAFTS, to_draft()).status_code, 200)
        self.assertEqual(self.post(DRAFTS, to_draft(form="papers.paper/add")).status_code, 403)


class PreviewTests(EditorTestCase):
    def test_it_is_the_html_of_the_saved_page_and_nothing_is_written(self):
        create_paper(title="Attention", slug="attention", citation_key="v17")
        create_paper(title="Hidden", slug="hidden", citation_key="h17", visibility="private")
        body = "See [[attention]], @v17, [[hidden]], $x$ and https://example.org/[^1]"
        body += "\n\n* a\n  * b\n\n[^1]: Note"
        entry = create_entry(body=body)
        counts = [model.objects.count() for model in (Entry, Passage, Mention, Link, Draft)]
        new = body.replace("* a", "* c")
        sent = {"body": new, "kind": "notes.entry", "key": str(entry.pk)}
        with CaptureQueriesContext(connection) as queries:
            html = self.post(PREVIEW, sent).content.decode()
        self.assertFalse([q for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))])
        self.assertEqual(counts, [model.objects.count() for model in (Entry, Passage, Mention, Link, Draft)])
        entry.body = new
        entry.save()
        self.assertHTMLEqual(html, entry.body_html)
        self.assertEqual(html, entry.body_html)
        self.assertEqual(self.client.post(PREVIEW, sent).content.decode(), html)

    def test_a_picture_is_found_from_the_folder_of_the_file_that_the_text_came_from(self):
        create_image().permalinks.create(path="/notes/plot.png/")
        entry = create_entry(body="![a](plot.png)", source_file="notes/log.md")
        sent = {"body": entry.body, "kind": "notes.entry", "key": str(entry.pk)}
        self.assertEqual(self.post(PREVIEW, sent).content.decode(), entry.body_html)
        self.assertIn("/images/", entry.body_html)

    def test_what_cannot_be_shown_is_said(self):
        sent = {"body": "x", "kind": "notes.entry"}
        for wrong, status in (
            (sent | {"kind": "auth.user"}, 400),
            (sent | {"kind": "nothing"}, 400),
            (sent | {"body": ["x"]}, 400),
            (sent | {"body": "x" * 3_000_000}, 413),
            ("no object", 400),
        ):
            response = self.post(PREVIEW, json.dumps(wrong))
            self.assertEqual(response.status_code, status)
            self.assertTrue(response.json()["problem"])
        self.assertEqual(self.post(PREVIEW, "{broken").status_code, 400)
        for body in ("\0 [[a\0b]] @\0", "[[\ud800]]", ""):
            self.assertEqual(self.post(PREVIEW, json.dumps(sent | {"body": body})).status_code, 200)


class CompletionTests(EditorTestCase):
    def ask(self, typed, sign="[["):
        found = self.client.get(COMPLETIONS, {"q": typed, "sign": sign}).json()["completions"]
        return [completion["text"] for completion in found]

    def test_what_is_called_so_comes_first_then_what_is_used_most(self):
        for slug in ("language", "language-models", "languages"):
            create_topic(title=slug.replace("-", " ").title(), slug=slug)
        create_entry(body="See [[languages]]")
        entry = create_entry(body="A language of thought", read_on=date(2023, 3, 12))
        wanted = ["[[language]]", "[[languages]]", "[[language-models]]", f"[[{entry.path.strip('/')}]]"]
        self.assertEqual(self.ask("language")[:4], wanted)
        self.assertIn(wanted[-1], self.ask("2023-03"))
        self.assertEqual(self.ask("2023-13-45"), [])
        self.assertEqual(len(self.ask("")), 5)

    def test_citation_keys_are_completed(self):
        create_paper(title="Attention", citation_key="vaswani2017")
        create_paper(title="Keyless")
        self.assertEqual(self.ask("vas", "@"), ["@vaswani2017"])
        self.assertEqual(self.ask("atten", "@"), ["@vaswani2017"])
        self.assertEqual(self.ask("", "@"), ["@vaswani2017"])

    def test_tags_are_completed_as_in_their_field_where_they_are_one_word(self):
        create_tag("machine learning", aliases=["ML-2"])
        create_tag("machinery")
        create_tag("machine")
        create_entry(tags=["machines"])
        self.assertEqual(self.ask("machine", "#"), ["#machine", "#machines", "#machinery"])
        self.assertEqual(self.ask("ml", "#"), ["#ML-2"])

    def test_a_topic_named_like_a_paper_is_named_by_its_path(self):
        create_paper(title="Same", slug="same")
        create_topic(title="Same", slug="same")
        self.assertEqual(set(self.ask("same")), {"[[same]]", "[[topics/same]]"})

    @skipUnless(connection.vendor == "sqlite", "PostgreSQL plans by what the tables hold")
    def test_the_index_of_words_is_read_before_what_it_leads_to(self):
        plan = found_by_words(Entry, "language").explain().splitlines()
        self.assertIn("VIRTUAL TABLE", plan[0])
        self.assertNotIn("TEMP B-TREE", " ".join(plan))

    def test_what_one_may_not_see_is_not_offered(self):
        create_topic(title="Secret", slug="secret", visibility="private")
        create_entry(body="secret", visibility="unlisted")
        self.assertEqual(len(self.ask("secret")), 2)
        self.client.force_login(create_staff("add_entry"))
        self.assertEqual(self.ask("secret"), [])
        self.assertEqual(self.ask(""), [])

    def test_anything_may_be_typed(self):
        for typed in ("\0", "%_'\"*", "x" * 5000, "日本", '"a (', "-", "2023"):
            self.ask(typed)
            self.ask(typed, "@")
            self.ask(typed, "#")
        self.assertEqual(self.client.get(COMPLETIONS, {"sign": "!"}).status_code, 400)

    @pytest.mark.once
    def test_many_rows_take_the_queries_of_few(self):
        counts = []
        for start in (0, 6):
            for number in range(start, start + 6):
                create_paper(title=f"Work {number}", citation_key=f"work{number}")
                create_entry(body=f"Work note {number}")
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(len(self.ask("work")), 10)
            counts.append(len(queries))
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[0], 5)  # session, user, and one for each kind


class DraftTests(EditorTestCase):
    def test_one_window_has_one_draft(self):
        sent = to_draft()
        self.post(DRAFTS, sent)
        self.post(DRAFTS, sent | {"values": {"body": ["Begun again"], "topics": ["1", "2"]}})
        self.post(DRAFTS, to_draft())
        self.assertEqual(Draft.objects.count(), 2)
        draft = Draft.objects.get(key=sent["key"])
        self.assertEqual(draft.values, {"body": ["Begun again"], "topics": ["1", "2"]})
        self.assertEqual(self.client.get(DRAFTS, {"key": sent["key"]}).json()["values"], draft.values)

    def test_a_draft_takes_the_place_of_what_it_was_taken_up_from(self):
        first = to_draft()
        self.post(DRAFTS, first)
        self.post(DRAFTS, to_draft(taken=[first["key"]]))
        self.assertFalse(Draft.objects.filter(key=first["key"]).exists())

    def test_nobody_else_sees_or_changes_a_draft(self):
        sent = to_draft(values={"body": ["Secret"]})
        self.post(DRAFTS, sent)
        pk = Draft.objects.get().pk
        self.client.force_login(create_owner())
        self.assertEqual(self.client.get(DRAFTS).json()["drafts"], [])
        self.assertEqual(self.client.get(DRAFTS, {"key": sent["key"]}).status_code, 404)
        for address in (ADD, f"{ADD}?draft={pk}"):
            self.assertNotContains(self.client.get(address), "Secret")
        self.post(DRAFTS, to_draft(key=sent["key"], taken=[sent["key"]], values={"body": ["Other"]}))
        self.client.post(DRAFTS, {"discard": sent["key"]})
        self.assertEqual(Draft.objects.get(pk=pk).text("body"), "Secret")

    def test_it_is_offered_fills_the_form_and_is_gone_once_saved(self):
        values = {
            "body": ["Begun"],
            "read_on": ["2023-03-12"],
            "tags": ["one, two"],
            "visibility": ["private"],
        }
        sent = to_draft(values=values)
        self.post(DRAFTS, sent)
        draft = Draft.objects.get()
        self.assertContains(self.client.get(ADD), "You were writing this on")
        page = self.client.get(f"{ADD}?draft={draft.pk}")
        form = page.context["adminform"].form
        self.assertEqual(
            [form[name].value() for name in ("body", "tags", "visibility")], ["Begun", "one, two", "private"]
        )
        self.assertContains(page, f'name="draft_key" value="{draft.key}"')
        new = {"body": "Done", "read_on": "2023-03-12", "visibility": "public", "draft_key": sent["key"]}
        self.client.post(ADD, new | {"read_on": "never"})
        self.assertTrue(Draft.objects.exists())
        self.assertEqual(self.client.post(ADD, new).status_code, 302)
        self.assertFalse(Draft.objects.exists())
        self.assertContains(self.client.get(ADD), f'data-saved="{sent["key"]}"')
        self.assertTrue(self.post(DRAFTS, sent).json()["is_saved"])
        self.assertFalse(Draft.objects.exists())

    def test_one_that_is_older_than_the_document_is_not_offered(self):
        entry = create_entry()
        self.post(DRAFTS, to_draft(form=f"notes.entry/{entry.pk}"))
        address = f"/admin/notes/entry/{entry.pk}/change/"
        self.assertContains(self.client.get(address), "You were writing this on")
        entry.body += "\n\n%% A margin, which moves no date that readers are told"
        entry.save()
        self.assertNotContains(self.client.get(address), 'data-draft="')

    def test_it_is_thrown_away(self):
        sent = to_draft()
        for then, leads in ((ADD, ADD), ("https://elsewhere.example/", "/admin/")):
            self.post(DRAFTS, sent)
            response = self.client.post(DRAFTS, {"discard": sent["key"], "next": then})
            self.assertEqual((response.url, Draft.objects.count()), (leads, 0))

    def test_whoever_throws_it_away_is_led_nowhere_else(self):
        for then in (
            "//elsewhere.example",
            "/\\elsewhere.example",
            "javascript:alert(1)",
            "http:elsewhere.example",
        ):
            response = self.client.post(DRAFTS, {"next": then})
            self.assertEqual(response.url, "/admin/", then)
        for then in ("*", "\0", "admin:index", "write?\r\nSet-Cookie: x=1"):
            response = self.client.post(DRAFTS, {"next": then})
            self.assertEqual((response.status_code, "Set-Cookie" in response), (302, False), then)

    def test_who_saved_meanwhile_is_said(self):
        entry = create_entry()
        form, base = f"notes.entry/{entry.pk}", entry.stamp
        self.assertEqual(self.post(DRAFTS, to_draft(form=form, base=base)).json()["notice"], "")
        entry.body += "\n\n%% A margin, which moves no date that readers are told"
        entry.save()
        self.assertIn("saved", self.post(DRAFTS, to_draft(form=form, base=base)).json()["notice"])

    def test_bad_input_is_answered_clearly(self):
        for wrong, status in (
            (to_draft(key="no"), 400),
            (to_draft(key=5), 400),
            (to_draft(form="notes.entry/../1"), 400),
            (to_draft(form="auth.user/add"), 400),
            (to_draft(values={"body": "x"}), 400),
            (to_draft(values={"body": ["a\0b"]}), 400),
            (to_draft(taken="x"), 400),
            (to_draft(values={"body": ["x" * 9_000_000]}), 413),
        ):
            response = self.post(DRAFTS, wrong)
            self.assertEqual(response.status_code, status)
            self.assertTrue(response.json()["problem"])
        self.assertEqual(self.client.get(DRAFTS, {"key": "no"}).status_code, 400)
        self.assertEqual(self.post(DRAFTS, to_draft(values={"body": ["x" * 3_000_000]})).status_code, 200)
        self.assertEqual(self.client.post(DRAFTS, {"discard": "no"}).status_code, 400)


class ReadingTests(SimpleTestCase):
    def test_what_is_no_object_is_refused(self):
        for raw in (b"[]", b"\xff", b"", b"[" * 100_000):
            with self.assertRaises(BadInput):
                read_json(raw)

    def test_how_a_form_was_sent_is_not_kept(self):
        draft = read_draft(to_draft(values={"csrfmiddlewaretoken": ["x"], "body": ["\ud800"]}))
        self.assertEqual(draft.values, {"body": ["\ufffd"]})
