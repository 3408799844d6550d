"""A change of many that was a mistake, taken back as a whole."""

from datetime import date
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from history.models import BulkChange, Version
from notes.models import Entry
from papers.models import Paper
from papers.tests.factories import create_paper
from passages.changing import AddTag, change_many
from passages.models import Excerpt, Passage, Permalink, Tag
from passages.tagging.merging import merge_tags
from topics.models import Topic
from topics.tests.factories import create_topic

from .factories import create_entry
from .test_admin_privacy import create_staff
from .test_changing_many import ChangingTestCase, list_of


class UndoingTestCase(ChangingTestCase):
    maxDiff = None

    def change(self, documents, **typed):
        """Change them on the desk; the change."""
        super().change(documents, **typed)
        return BulkChange.objects.first()

    def page(self, bulk):
        model = bulk.owner_type.model_class()
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_take_back", args=[bulk.pk])

    def take_back(self, bulk):
        """Look at what will happen, then let it; answers with what is said of it."""
        shown = self.client.get(self.page(bulk)).context["shown"]
        response = self.client.post(self.page(bulk), {"shown": shown}, follow=True)
        return " ".join(map(str, response.context["messages"]))

    def states(self, documents):
        """All that they hold and what is derived of it."""
        found = []
        for each in documents:
            [document] = type(each).fetch_for_history([each.pk])
            excerpts = document.excerpts.order_by("pk").values_list("visibility", "dated_on", "said")
            passages = document.passages.order_by("position")
            passages = passages.values_list("anchor", "text", "visibility", "dated_on")
            found.append((document.as_values(), document.body_html, list(passages), list(excerpts)))
        return found


class UndoingTests(UndoingTestCase):
    def test_each_is_as_it_was(self):
        topics = [create_topic(title="One"), create_topic(title="Two")]
        entries = [
            create_entry(body="First", tags=["a", "b"], topics=topics[:1]),
            create_entry(body="Second", tags=["b"], visibility="unlisted"),
            create_entry(body="Third", tags=["new"], topics=topics, is_date_inherited=True),
        ]
        before = self.states(entries)
        typed = {"add_tags": "new", "remove_tags": "b", "add_topics": [topics[1].pk], "visibility": "private"}
        bulk = self.change(entries, remove_topics=[topics[0].pk], day="2024-02-29", **typed)
        self.assertNotEqual(self.states(entries), before)
        self.assertEqual(self.take_back(bulk), "3 are as they were.")
        self.assertEqual(self.states(entries), before)

    def test_papers_and_topics_are_taken_back_alike(self):
        topic = create_topic(title="Language")
        papers = [create_paper(title="One"), create_paper(title="Two", tags=["x"])]
        for documents, model, typed in (
            (papers, Paper, {"add_topics": [topic.pk], "add_tags": "x", "visibility": "private"}),
            ([topic], Topic, {"add_tags": "y"}),
        ):
            before = self.states(documents)
            bulk = self.change(documents, model=model, **typed)
            self.take_back(bulk)
            self.assertEqual(self.states(documents), before)

    def test_the_list_offers_it_once(self):
        entry = create_entry()
        bulk = self.change([entry], add_tags="new")
        response = self.client.get(list_of(Entry))
        self.assertNotContains(response, "Undo this change")
        shown = self.show([entry], add_tags="newer").context["shown"]
        offered = {"_selected_action": [entry.pk], "action": "change_many", "apply": "1", "shown": shown}
        self.client.post(list_of(Entry), offered | {"add_tags": "newer"})
        self.assertNotContains(self.client.get(list_of(Paper)), "Undo this change")
        response = self.client.get(list_of(Entry))
        self.assertContains(response, f'href="{self.page(BulkChange.objects.first())}"')
        self.assertNotEqual(bulk, BulkChange.objects.first())

    def test_what_was_changed_since_stays_and_is_told(self):
        entries = [create_entry(body=f"The {name}") for name in ("apple", "pear", "plum")]
        bulk = self.change(entries, add_tags="new")
        entries[1].body = "The pear, peeled"
        entries[1].save()
        entries[2].delete()
        response = self.client.get(self.page(bulk))
        history = reverse("admin:notes_entry_history", args=[entries[1].pk])
        self.assertContains(response, f'<a href="{history}">2023-03-11 The pear, peeled</a>')
        self.assertContains(response, "1 was deleted since.")
        self.assertEqual(self.take_back(bulk), "1 is as it was. 1 was left.")
        self.assertEqual([list(each.tags.names()) for each in entries[:2]], [[], ["new"]])
        self.assertEqual(Entry.objects.get(pk=entries[1].pk).body, "The pear, peeled")

    def test_what_was_not_shown_is_not_taken_back(self):
        entries = [create_entry(body="One"), create_entry(body="Two")]
        bulk = self.change(entries, add_tags="new")
        shown = self.client.get(self.page(bulk)).context["shown"]
        entries[0].tags.add("more")
        response = self.client.post(self.page(bulk), {"shown": shown})
        self.assertContains(response, "Nothing has been undone yet")
        self.assertEqual(list(entries[1].tags.names()), ["new"])

    def test_it_can_be_taken_back_itself_and_only_once(self):
        entry = create_entry(body="One", tags=["old"])
        bulk = self.change([entry], add_tags="new", days="1")
        after = self.states([entry])
        self.take_back(bulk)
        self.assertContains(self.client.get(self.page(bulk)), "There is nothing to undo.")
        self.client.post(self.page(bulk), {"shown": self.client.get(self.page(bulk)).context["shown"]})
        undone = BulkChange.objects.first()
        self.assertEqual((undone.undoes, undone.number), (bulk, 1))
        self.assertEqual(undone.note, "Undone: Changed many: added the tag new and moved by 1 day")
        self.take_back(undone)
        self.assertEqual(self.states([entry]), after)

    def test_looking_changes_nothing(self):
        bulk = self.change([create_entry()], add_tags="new")
        before = Version.objects.count()
        self.client.get(self.page(bulk))
        self.assertEqual((Version.objects.count(), BulkChange.objects.count()), (before, 1))

    def test_a_change_of_nothing_is_no_change(self):
        self.change([create_entry(tags=["new"])], add_tags="new")
        self.assertFalse(BulkChange.objects.exists())

    def test_a_tag_that_was_renamed_since_comes_back_under_its_new_name(self):
        entry = create_entry(body="One", tags=["old"])
        bulk = self.change([entry], remove_tags="old")
        tag = Tag.objects.get(name="old")
        tag.name = "older"
        tag.save()
        self.take_back(bulk)
        self.assertEqual(list(entry.tags.names()), ["older"])

    def test_a_tag_that_is_another_now_stays(self):
        entry = create_entry(body="One", tags=["kept"])
        bulk = self.change([entry], add_tags="new")
        merge_tags(Tag.objects.get(name="kept"), [Tag.objects.get(name="new")], description="")
        self.take_back(bulk)
        self.assertEqual(list(entry.tags.names()), ["kept"])

    def test_a_tag_that_nothing_carries_any_more_is_made_again(self):
        entry = create_entry(body="One", tags=["old"])
        bulk = self.change([entry], remove_tags="old")
        Tag.objects.all().delete()
        self.take_back(bulk)
        self.assertEqual(list(entry.tags.names()), ["old"])

    def test_the_search_finds_what_it_found(self):
        entry = create_entry(body="Words of mine", tags=["sundial"])
        bulk = self.change([entry], remove_tags="sundial", visibility="private")
        self.take_back(bulk)
        self.client.logout()
        self.assertContains(self.client.get("/search/?q=sundial"), "of mine")

    def test_texts_that_name_them_lead_there_again(self):
        entry = create_entry(body="One")
        other = create_entry(body="See [[one]]", slug="other")
        before = self.states([other])
        bulk = self.change([entry], visibility="private")
        self.assertNotEqual(self.states([other]), before)
        self.take_back(bulk)
        self.assertEqual(self.states([other]), before)

    def test_suggested_tags_are_a_change_of_many(self):
        entry = create_entry(body="On llm")
        tag = Tag.objects.create(name="llm", slug="llm")
        sent = {"action": "suggest_tags", "_selected_action": [entry.pk], "suggested": f"{entry.pk}-{tag.pk}"}
        self.client.post(list_of(Entry), sent)
        self.take_back(BulkChange.objects.get())
        self.assertEqual(list(entry.tags.names()), [])

    @pytest.mark.once
    def test_a_row_costs_no_query_more(self):
        def queries(number):
            entries = [create_entry(body=f"Of {number} the {each}", tags=["old"]) for each in range(number)]
            day = f"2024-01-{number:02}"
            bulk = self.change(entries, add_tags="new", remove_tags="old", visibility="private", day=day)
            with CaptureQueriesContext(connection) as asked:
                self.take_back(bulk)
            return len(asked)

        self.assertLess(queries(20) - queries(2), 40)

    @pytest.mark.once
    def test_the_list_costs_no_query_more(self):
        def queries():
            with CaptureQueriesContext(connection) as asked:
                self.client.get(reverse("admin:notes_entry_changes"))
            return len(asked)

        entry = create_entry()
        for number in range(2):
            self.take_back(self.change([entry], add_tags=f"new {number}"))
        before = queries()
        for number in range(4):
            self.take_back(self.change([entry], add_tags=f"newer {number}"))
        self.assertEqual(queries(), before)


class MovingBackTests(UndoingTestCase):
    def test_entries_of_one_name_on_days_in_a_row_have_their_places_again(self):
        entries = [create_entry(body="One", read_on=date(2023, 3, day)) for day in (1, 2, 3)]
        before = self.states(entries)
        for days in ("1", "-2"):
            bulk = self.change(entries, days=days)
            after = self.states(entries)
            self.take_back(bulk)
            self.assertEqual(self.states(entries), before)
            self.take_back(BulkChange.objects.first())
            self.assertEqual(self.states(entries), after)
            self.take_back(BulkChange.objects.first())

    def test_a_place_that_another_has_by_now_is_left_to_it(self):
        entry = create_entry(body="One")
        bulk = self.change([entry], days="1")
        other = create_entry(body="One")
        self.take_back(bulk)
        entry.refresh_from_db()
        self.assertEqual((entry.read_on, entry.slug, other.slug), (date(2023, 3, 11), "one-2", "one"))

    def test_the_address_between_leads_to_it(self):
        entry = create_entry(body="One")
        self.take_back(self.change([entry], days="1"))
        self.assertEqual([each.path for each in Permalink.objects.all()], ["/2023/03/12/one/"])
        self.assertEqual(Passage.objects.get().dated_on, date(2023, 3, 11))
        self.assertEqual(Excerpt.objects.get().dated_on, date(2023, 3, 11))

    def test_more_than_one_chunk(self):
        entries = [create_entry(body="One", read_on=date(2023, 3, 1)) for _ in range(3)]
        before = self.states(entries)
        with patch("passages.changing.CHUNK", 2), patch("passages.undoing.CHUNK", 2):
            self.take_back(self.change(entries, days="1", add_tags="new"))
        self.assertEqual(self.states(entries), before)


class RightsTests(UndoingTestCase):
    def test_it_takes_the_right_to_change_that_kind(self):
        entry = create_entry(body="canary", visibility="private")
        bulk = self.change([entry], add_tags="new")
        shown = self.client.get(self.page(bulk)).context["shown"]
        for permissions in ("view_entry", "change_topic", "view_entry delete_entry"):
            self.client.force_login(create_staff(permissions))
            for address in (self.page(bulk), reverse("admin:notes_entry_changes")):
                self.assertEqual(self.client.get(address).status_code, 403)
            self.assertEqual(self.client.post(self.page(bulk), {"shown": shown}).status_code, 403)
        self.assertEqual(list(entry.tags.names()), ["new"])
        self.client.logout()
        self.assertEqual(self.client.get(self.page(bulk)).status_code, 302)

    def test_a_change_of_another_kind_is_not_there(self):
        bulk = self.change([create_entry()], add_tags="new")
        address = reverse("admin:papers_paper_take_back", args=[bulk.pk])
        self.assertEqual(self.client.get(address).status_code, 404)

    def test_names_of_private_topics_are_for_their_owners(self):
        """Whoever may change entries need not own topics."""
        topic = create_topic(title="Hidden", visibility="private")
        bulk = self.change([create_entry(body="Seen")], add_topics=[topic.pk])
        self.client.force_login(create_staff("change_entry"))
        for address in (self.page(bulk), reverse("admin:notes_entry_changes")):
            self.assertNotContains(self.client.get(address), "Hidden")
        self.assertContains(self.client.get(self.page(bulk)), "Seen")

    def test_what_will_be_open_again_is_told(self):
        bulk = self.change([create_entry(), create_entry(visibility="private")], visibility="private")
        self.assertContains(self.client.get(self.page(bulk)), "1 will be seen by more people than now.")
        bulk = self.change([create_entry()], add_tags="new")
        self.assertNotContains(self.client.get(self.page(bulk)), "seen by more")

    def test_a_command_makes_a_change_of_nobody(self):
        create_entry()
        outcome = change_many(Entry.objects.all(), [AddTag("new")])
        self.assertContains(self.client.get(reverse("admin:notes_entry_changes")), "added the tag new")
        self.assertContains(self.client.get(self.page(outcome.bulk)), "1 was changed.")
