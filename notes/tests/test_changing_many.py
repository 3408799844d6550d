"""Many entries, papers or topics changed at once on the desk."""

from datetime import date

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notes.models import Entry
from papers.models import Paper
from papers.tests.factories import create_paper
from passages.models import Alias, Excerpt, Passage, Permalink, Tag
from passages.tests.factories import create_owner
from topics.models import Topic
from topics.tests.factories import create_topic

from .factories import create_entry
from .test_admin_privacy import create_staff


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


class ChangingTestCase(TestCase):
    def setUp(self):
        self.client.force_login(create_owner())

    def post(self, documents, *, model=Entry, query="", **typed):
        """Send the form for these documents, or for the whole list if there are none."""
        chosen = {"_selected_action": [each.pk for each in documents] or [1], "action": "change_many"}
        across = {"select_across": "0" if documents else "1"}
        return self.client.post(list_of(model) + query, {**chosen, **across, **typed}, follow=True)

    def show(self, documents, **typed):
        return self.post(documents, preview="1", **typed)

    def change(self, documents, **typed):
        """Show what changes, then change it; answers what is said of it."""
        shown = self.show(documents, **typed).context["shown"]
        response = self.post(documents, shown=shown, apply="1", **typed)
        return " ".join(map(str, response.context["messages"]))

    def assert_error(self, response, field, text):
        self.assertIn(text, str(response.context["form"].errors[field]))


class ChangingManyTests(ChangingTestCase):
    def test_the_page_says_how_many_and_shows_the_first_titles(self):
        entries = [create_entry(body=f"Entry number {number}") for number in range(12)]
        response = self.post(entries)
        self.assertContains(response, "12 are chosen:")
        self.assertContains(response, "Entry number 9")
        self.assertContains(response, "and 2 more")

    def test_tags_are_added_and_removed(self):
        entries = [create_entry(tags=["old"]), create_entry(tags=["new", "old"]), create_entry()]
        said = self.change(entries, add_tags="new, low rank", remove_tags="old")
        self.assertEqual(said, "3 changed.")
        for entry in entries:
            self.assertEqual(sorted(entry.tags.names()), ["low rank", "new"])

    def test_the_same_change_again_changes_nothing(self):
        entries = [create_entry(), create_entry(tags=["lora"])]
        self.assertEqual(self.change(entries, add_tags="LoRA"), "1 changed. 1 was so already.")
        self.assertEqual(self.change(entries, add_tags="lora"), "0 changed. 2 were so already.")
        self.assertEqual(Tag.objects.count(), 1)

    def test_an_alias_means_its_tag(self):
        entry = create_entry()
        Alias.objects.create(tag=Tag.objects.create(name="large language models"), name="LLM")
        self.change([entry], add_tags="llm, Large Language Models")
        self.assertEqual(list(entry.tags.names()), ["large language models"])

    def test_entries_are_found_by_the_new_tag(self):
        self.change([create_entry(body="Read")], add_tags="zebra")
        self.assertContains(self.client.get("/search/?q=zebra"), "/2023/03/11/read/")

    def test_topics_are_added_and_removed(self):
        old, new = create_topic(title="Old"), create_topic(title="New")
        entries = [create_entry(topics=[old]), create_entry(topics=[new])]
        self.change(entries, add_topics=[new.pk], remove_topics=[old.pk])
        self.assertEqual([list(entry.topics.all()) for entry in entries], [[new], [new]])

    def test_what_is_made_private_is_private_everywhere(self):
        entry = create_entry(body="Secret words\n\n> said", slug="secret")
        other = create_entry(body="See [[secret]]")
        self.change([entry], visibility="private")
        entry.refresh_from_db()
        self.assertEqual(entry.visibility, "private")
        own = {"owner_id": entry.pk, "owner_type__model": "entry"}
        self.assertEqual(set(Passage.objects.filter(**own).values_list("visibility", flat=True)), {"private"})
        self.assertEqual(set(Excerpt.objects.filter(**own).values_list("visibility", flat=True)), {"private"})
        other.refresh_from_db()
        self.assertNotIn("href", other.body_html)
        self.client.logout()
        self.assertNotContains(self.client.get("/search/?q=secret"), "Secret words")

    def test_reading_that_only_a_private_entry_tells_is_told_no_more(self):
        paper = create_paper(title="Attention")
        entry = create_entry(body="[[attention]], up to p. 53")
        paper.refresh_from_db()
        self.assertEqual(paper.status, "reading")
        self.change([entry], visibility="private")
        paper.refresh_from_db()
        self.assertEqual(paper.status, "")

    def test_papers_and_topics_are_changed_alike(self):
        topic = create_topic(title="Language")
        papers = [create_paper(title="One"), create_paper(title="Two", tags=["x"])]
        said = self.change(papers, model=Paper, add_topics=[topic.pk], add_tags="x", visibility="unlisted")
        self.assertEqual(said, "2 changed.")
        self.assertEqual([paper.topics.get() for paper in papers], [topic, topic])
        self.change([topic], model=Topic, add_tags="y")
        self.assertEqual(list(topic.tags.names()), ["y"])
        form = self.post([topic], model=Topic).context["form"]
        self.assertNotIn("add_topics", form.fields)
        self.assertNotIn("day", form.fields)

    def test_a_whole_filtered_list_is_changed(self):
        seen = [create_entry(visibility="unlisted") for _ in range(3)]
        other = create_entry()
        self.change([], query="?visibility__exact=unlisted", add_tags="new")
        self.assertEqual([list(entry.tags.names()) for entry in [*seen, other]], [["new"]] * 3 + [[]])

    def test_nothing_is_changed_that_was_not_shown(self):
        entries = [create_entry(), create_entry()]
        shown = self.show(entries[:1], days="1").context["shown"]
        for wrong in ({"days": "2"}, {"documents": entries}):
            typed = {"documents": entries[:1], "days": "1"} | wrong
            response = self.post(**typed, shown=shown, apply="1")
            self.assertContains(response, "Nothing has been changed yet")
        self.assertEqual(Entry.objects.filter(read_on=date(2023, 3, 11)).count(), 2)

    def test_a_second_click_moves_no_day_twice(self):
        entry = create_entry()
        shown = self.show([entry], days="1").context["shown"]
        for _ in range(2):
            self.post([entry], days="1", shown=shown, apply="1")
        entry.refresh_from_db()
        self.assertEqual(entry.read_on, date(2023, 3, 12))

    def test_looking_changes_nothing(self):
        entry = create_entry()
        response = self.show([entry], add_tags="new", visibility="private")
        self.assertContains(response, "Added the tag new")
        self.assertEqual(Tag.objects.count(), 0)

    def test_errors_stand_at_their_fields_and_lose_nothing(self):
        entry = create_entry()
        response = self.show([entry], add_tags="a, b", remove_tags="A", day="0000-01-01", days="x")
        self.assert_error(response, "remove_tags", "added and removed")
        self.assert_error(response, "day", "valid date")
        self.assert_error(response, "days", "whole number")
        self.assertContains(response, 'value="a, b"')
        self.assertContains(response, f'name="_selected_action" value="{entry.pk}"')
        self.assert_error(self.show([entry], add_tags="t" * 300), "add_tags", "at most 100 characters")
        self.assert_error(self.show([entry]), "__all__", "Say what is to be changed")
        self.assert_error(self.show([entry], add_tags="n\0ul"), "add_tags", "Null characters")

    @pytest.mark.once
    def test_a_row_costs_no_query_more(self):
        def queries(number):
            entries = [create_entry(body=f"Of {number} the {each}") for each in range(number)]
            typed = {"add_tags": "new", "visibility": "private", "day": f"2024-01-{number:02}"}
            shown = self.show(entries, **typed).context["shown"]
            with CaptureQueriesContext(connection) as asked:
                self.client.post(
                    list_of(Entry),
                    {"_selected_action": [each.pk for each in entries], "action": "change_many", "apply": "1"}
                    | {"shown": shown, **typed},
                )
            return len(asked)

        create_entry(tags=["new"])
        self.assertLess(queries(20) - queries(2), 40)


class MovingTests(ChangingTestCase):
    def test_entries_are_moved_to_a_day_which_the_log_then_gave_itself(self):
        entries = [create_entry(body="One", is_date_inherited=True), create_entry(body="Two")]
        self.change(entries, day="2024-02-29")
        for entry in entries:
            entry.refresh_from_db()
            self.assertEqual((entry.read_on, entry.is_date_inherited), (date(2024, 2, 29), False))
        self.assertEqual(Passage.objects.filter(dated_on=date(2024, 2, 29)).count(), 2)
        self.assertEqual(self.change(entries, day="2024-02-29"), "0 changed. 2 were so already.")

    def test_their_former_addresses_lead_to_them(self):
        entry = create_entry(body="One")
        self.change([entry], days="-11")
        self.assertRedirects(self.client.get("/2023/03/11/one/"), "/2023/02/28/one/", 301)

    def test_an_entry_that_comes_back_has_its_address(self):
        entry = create_entry(body="One")
        self.change([entry], days="1")
        self.change([entry], days="-1")
        self.assertEqual([each.path for each in Permalink.objects.all()], ["/2023/03/12/one/"])
        self.assertEqual(self.client.get("/2023/03/11/one/").status_code, 200)

    def test_entries_of_one_name_that_meet_are_numbered(self):
        entries = [create_entry(body="One", read_on=date(2023, 3, day)) for day in (1, 2, 3)]
        create_entry(body="One", read_on=date(2023, 5, 1))
        self.change(entries, day="2023-05-01")
        slugs = Entry.objects.filter(read_on=date(2023, 5, 1)).values_list("slug", flat=True)
        self.assertEqual(sorted(slugs), ["one", "one-2", "one-3", "one-4"])

    def test_entries_of_one_name_on_days_in_a_row_keep_it(self):
        entries = [create_entry(body="One", read_on=date(2023, 3, day)) for day in (1, 2, 3)]
        for days in ("1", "-2"):
            self.change(entries, days=days)
        self.assertEqual(
            sorted(Entry.objects.values_list("read_on", "slug")),
            [(date(2023, 2, 28), "one"), (date(2023, 3, 1), "one"), (date(2023, 3, 2), "one")],
        )

    def test_texts_that_name_them_lead_to_where_they_are_now(self):
        entry = create_entry(body="One")
        other = create_entry(body="See [[one]] and [it](/2023/03/12/one/)", slug="other")
        self.change([entry], days="1")
        other.refresh_from_db()
        self.assertEqual(other.body_html.count('href="/2023/03/12/one/"'), 2)

    def test_reading_happened_on_the_new_day(self):
        paper = create_paper(title="Attention")
        entry = create_entry(body="[[attention]], up to p. 53")
        self.change([entry], days="3")
        self.assertEqual(paper.reading_events.get().happened_on, date(2023, 3, 14))

    def test_no_entry_leaves_the_calendar(self):
        entry = create_entry(read_on=date(1000, 1, 2))
        self.assert_error(self.show([entry], days="-2"), "days", "out of the calendar")
        self.assert_error(self.show([entry], day="0999-12-31"), "day", "greater than or equal")
        self.assert_error(self.show([entry], day="2023-01-01", days="1"), "days", "not both")


class RightsTests(ChangingTestCase):
    def test_it_takes_the_right_to_change_that_kind(self):
        entry = create_entry(body="canary", visibility="private")
        for permissions in ("view_entry", "change_topic", "view_entry delete_entry"):
            self.client.force_login(create_staff(permissions))
            response = self.post([entry], add_tags="new", preview="1")
            self.assertNotContains(response, "canary", status_code=response.status_code)
            self.assertIsNone((response.context or {}).get("lines"))
        self.client.logout()
        self.assertRedirects(self.client.post(list_of(Entry)), f"/admin/login/?next={list_of(Entry)}")

    def test_topics_that_one_may_not_see_are_no_choice(self):
        entry, topic = create_entry(), create_topic(title="canary", visibility="private")
        self.client.force_login(create_staff("change_entry"))
        response = self.show([entry], add_topics=[topic.pk])
        self.assertNotContains(response, "canary")
        self.assert_error(response, "add_topics", "Select a valid choice")
