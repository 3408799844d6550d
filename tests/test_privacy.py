"""What is private or unlisted stays where it is: a canary in each. tests/test_secrets.py asks everywhere."""

import re
from datetime import date
from unittest import mock

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError
from django.test import SimpleTestCase, TestCase
from django.utils import timezone

from api.tests.factories import create_token
from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.addresses import words_of
from passages.cards import Card
from passages.models import Image, Link, Permalink
from passages.tests.drawings import drawing
from passages.tests.factories import create_image
from system.tests.lines import listening, read_only_database
from topics.tests.factories import create_topic

from .addresses import ADMIN, API, OWNERS, PUBLIC, WRITING, all_patterns

DAY = date(2023, 3, 11)
CANARY = "canary"


class MatrixTests(SimpleTestCase):
    def test_every_url_has_a_row_in_the_matrix(self):
        rows = {*PUBLIC, *API, *OWNERS, *WRITING, *ADMIN}
        self.assertEqual({name for name, _ in all_patterns()}, rows)


class PrivacyTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.hidden = {visibility: cls.make_hidden(visibility) for visibility in ("private", "unlisted")}
        words = " ".join(f"[[{paper.slug}]] @{paper.citation_key}" for _, paper, _ in cls.hidden.values())
        public_topic = create_topic(title="Open topic", body=f"See {words}", tags=["shared"])
        topics = [public_topic, *(topic for _, _, topic in cls.hidden.values())]
        create_entry(body=f"Open entry {words}", read_on=DAY, tags=["shared"], topics=topics)
        create_paper(title="Open paper", authors=["Known, Author"], body=f"On {words}", topics=topics)
        drawn = mock.patch.object(Card, "to_png", lambda card: repr(card).encode())
        cls.enterClassContext(drawn)  # so that a picture says in letters what it shows
        cls.owner = get_user_model().objects.create_superuser("owner")
        cls.passer_by = get_user_model().objects.create_user("passer-by", password="secret")

    @classmethod
    def make_hidden(cls, visibility: str):
        mark = f"{CANARY}{visibility}"
        text = f'Secret {mark}text\n\n* "quoted {mark} (p. 3)\n* [link](https://{mark}.example/{mark})'
        text += f"\n* [a work of note](https://doi.org/10.1000/{mark})"
        image = create_image(data=drawing(size=(len(mark), 9)))
        text += f"\n* ![picture {mark}]({image.get_absolute_url()})"
        topic = create_topic(title=f"Topic {mark}", body=text, visibility=visibility, tags=[f"{mark}tag"])
        paper = create_paper(
            title=f"Paper {mark}",
            authors=[f"{mark}family, {mark}given"],
            identifiers=[("url", f"https://{mark}.example/paper")],
            citation_key=f"key{mark}".replace(CANARY, "hidden"),
            slug=f"paper-hidden-{visibility}",
            abstract=mark,
            container_title=mark,
            body=text,
            visibility=visibility,
            tags=[f"{mark}tag"],
            topics=[topic],
        )
        entry = create_entry(
            body=text, read_on=DAY, visibility=visibility, tags=[f"{mark}tag", "shared"], topics=[topic]
        )
        Permalink.objects.create(path=f"/old-{visibility}/", owner=paper)
        return entry, paper, topic

    def addresses(self, visibility: str, *, most: int | None = None) -> list[str]:
        """What there is to ask for; at most so many addresses for each URL pattern."""
        entry, paper, topic = self.hidden[visibility]
        mark = f"{CANARY}{visibility}"
        values = {
            "entry": entry.get_absolute_url(),
            "entry_id": entry.pk,
            "paper": paper.slug,
            "paper_address": paper.get_absolute_url(),
            "topic": topic.slug,
            "topic_address": topic.get_absolute_url(),
            "author": paper.authorships.get().author.slug,
            "tag": f"{mark}tag",
            "domain": f"{mark}.example",
            "image": Image.objects.get(width=len(mark)).name,
            "link": Link.objects.get(url=f"https://{mark}.example/{mark}").pk,
        }
        return [
            address.format(**values) for rows in (PUBLIC | API | OWNERS).values() for address in rows[:most]
        ]

    def assert_no_canary(self, address: str, visibility: str, **headers: str) -> None:
        response = self.client.get(address, headers=headers)
        # What somebody asks for by name may be said back to them.
        text = response.content.decode(errors="replace").replace(f"{CANARY}{visibility}tag", "")
        text = text.replace(f"{CANARY}{visibility}family", "").replace(f"{CANARY}{visibility}given", "")
        for word in address.split("=")[1:]:
            text = text.replace(word, "")
        if response.status_code == 404:
            text = text.replace(f'value="{words_of(address)}"', "")
        self.assertNotIn(CANARY, text, address)
        self.assertNotIn(CANARY, str(response.headers), address)

    def test_tags_and_authors_of_private_things_are_not_shown(self):
        for address in (
            "/", "/tags/", "/authors/", "/papers/", "/papers/queue/", "/topics/", "/quotations/", "/links/",
        ):  # fmt: skip
            self.assertNotIn(CANARY, self.client.get(address).text, address)

    def test_hidden_things_are_not_counted(self):
        """Every number on a page is the same after what is hidden has been deleted."""
        shared = [
            "/",
            "/2023/",
            "/2023/03/",
            "/2023/03/11/",
            "/tags/",
            "/tags/shared/",
            "/topics/open-topic/",
            "/papers/queue/",
            "/api/entries",
            "/api/tags",
            "/api/topics/open-topic",
        ]
        before = {path: self.client.get(path).text for path in shared}
        for documents in self.hidden.values():
            for document in documents:
                document.delete()
        for path, text in before.items():
            with self.subTest(path):
                self.assertEqual(to_numbers(self.client.get(path).text), to_numbers(text))

    def test_private_things_are_not_found_at_their_addresses(self):
        entry, paper, topic = self.hidden["private"]
        tag = self.client.get(f"/tags/{CANARY}privatetag/")
        former = self.client.get("/old-private/")
        pages = [self.client.get(document.get_absolute_url()) for document in (entry, paper, topic)]
        self.assertEqual([page.status_code for page in [tag, former, *pages]], [404] * 5)

    def test_unlisted_things_stand_at_their_own_address_only(self):
        own = {document.get_absolute_url() for document in self.hidden["unlisted"]}
        feeds = {address + feed for address in own for feed in ("feed.atom", "feed.json")}
        own |= {document.get_card_url() for document in self.hidden["unlisted"]}
        own |= {f"{document.get_absolute_url()}preview/" for document in self.hidden["unlisted"]}
        own.add(self.hidden["unlisted"][1].get_notes_url())
        own.add(Image.objects.get(width=len(f"{CANARY}unlisted")).get_absolute_url())
        _, paper, _ = self.hidden["unlisted"]
        own |= {f"/api/papers/{paper.slug}", f"/api/topics/{self.hidden['unlisted'][2].slug}"}
        for form in ("bib", "ris", "json"):
            own |= {f"/papers/{paper.slug}.{form}", f"{paper.get_absolute_url()}references.{form}"}
        for address in self.addresses("unlisted"):
            with self.subTest(address):
                if address in own:
                    self.assertEqual(self.client.get(address).status_code, 200)
                elif address in feeds:
                    self.assert_only_titled(address)
                else:
                    self.assert_no_canary(address, "unlisted")

    def assert_only_titled(self, address: str) -> None:
        """A feed below the address of what is unlisted says its title and leads back there, no more."""
        text = self.client.get(address).text
        for document in self.hidden["unlisted"]:
            text = text.replace(f"{document.title} · ", "").replace(document.get_absolute_url(), "")
        self.assertNotIn(CANARY, text, address)

    def test_feeds_of_private_things_are_not_found(self):
        _, paper, topic = self.hidden["private"]
        pages = [paper.get_absolute_url(), topic.get_absolute_url(), f"/tags/{CANARY}privatetag/"]
        pages.append(paper.authorships.get().author.get_absolute_url())
        for address in pages:
            for feed in ("feed.atom", "feed.json"):
                self.assertEqual(self.client.get(address + feed).status_code, 404, address)

    def test_a_picture_in_a_private_text_is_not_found(self):
        image = Image.objects.get(width=len(f"{CANARY}private"))
        for user, status in ((None, 404), (self.passer_by, 404), (self.owner, 200)):
            if user:
                self.client.force_login(user)
            self.assertEqual(self.client.get(image.get_absolute_url()).status_code, status, user)

    def test_unlisted_pages_ask_not_to_be_indexed(self):
        for document in self.hidden["unlisted"]:
            self.assertContains(self.client.get(document.get_absolute_url()), 'content="noindex"')

    def test_nobody_else_writes_anything(self):
        for user in (None, self.passer_by):
            if user:
                self.client.force_login(user)
            for address in WRITING.values():
                self.assertEqual(self.client.get(address).status_code, 405, address)
                self.assertEqual(self.client.post(address).status_code, 403, address)

    def test_pictures_of_private_things_are_for_owners_only(self):
        for visibility, status in (("private", 404), ("unlisted", 200)):
            for document in self.hidden[visibility]:
                with self.subTest(document):
                    self.client.force_login(self.owner)
                    drawn = self.client.get(document.get_card_url())
                    self.assertContains(drawn, CANARY)
                    self.assertEqual(drawn.headers["Cache-Control"], "private, no-cache")
                    self.client.logout()
                    known = {"If-None-Match": drawn.headers["ETag"]}
                    response = self.client.get(document.get_card_url())
                    self.assertEqual(response.status_code, status)
                    if visibility == "private":
                        again = self.client.get(document.get_card_url(), headers=known)
                        self.assertEqual(again.status_code, 404)

    def test_the_owner_sees_everything(self):
        self.client.force_login(self.owner)
        for address in (
            "/", "/papers/", "/papers/queue/", "/topics/", "/quotations/", "/links/", "/tags/", "/authors/",
        ):  # fmt: skip
            self.assertContains(self.client.get(address), f"{CANARY}private")

    def test_the_log_says_nothing_of_it_and_a_database_that_only_reads_serves_it(self):
        """Both on one way through the site, by the owner, to whom everything is shown."""
        self.client.force_login(self.owner)
        token = create_token(user=self.owner, used_at=timezone.now())
        documents = [f"/admin/{document._meta.app_label}/{document._meta.model_name}/{document.pk}/change/"
                     for document in self.hidden["private"]]  # fmt: skip
        with listening() as lines, read_only_database():
            for address in [
                *self.addresses("private", most=1),
                *documents,
                f"/{CANARY}/",
                f"/?year={CANARY}",
            ]:
                with self.subTest(address):
                    headers = token if address.startswith("/api/") else {}
                    self.assertLess(self.client.get(address, headers=headers).status_code, 500)
        self.assertGreater(len(lines.requests), 70)
        self.assertNotIn(CANARY, "".join(lines.texts))

    def test_the_log_says_nothing_of_what_could_not_be_saved(self):
        self.client.force_login(self.owner)
        self.client.raise_request_exception = False
        entry, _, _ = self.hidden["private"]
        fault = mock.patch(
            "passages.models.Document.save", side_effect=IntegrityError(f"(slug)=({entry.slug})")
        )
        with listening() as lines, fault:
            statuses = [
                self.client.post(
                    address, {"text": f"A {CANARY}", "body": CANARY, "visibility": visibility}
                ).status_code
                for address in ("/write/", f"/admin/notes/entry/{entry.pk}/change/")
                for visibility in ("public", CANARY)
            ]
        self.assertIn(500, statuses)
        self.assertNotIn(CANARY, "".join(lines.texts))

    def test_a_canary_that_is_public_would_be_seen(self):
        entry, _, _ = self.hidden["private"]
        entry.visibility = "public"
        entry.save()
        pages = [
            "/",
            "/2023/",
            "/2023/03/",
            "/2023/03/11/",
            "/quotations/",
            "/tags/",
            "/links/",
            "/papers/queue/",
        ]
        for address in [*pages, "/feed.atom", "/quotations/feed.json"]:
            self.assertContains(self.client.get(address), CANARY)


class PrivateSiteTests(TestCase):
    def test_every_address_asks_a_stranger_to_sign_in(self):
        create_entry(body="Open entry", read_on=DAY)
        with self.settings(SITE_PRIVATE=True, MIDDLEWARE=with_login_required()):
            for name, rows in (PUBLIC | OWNERS).items():
                address = rows[0].format_map(Anything())
                response = self.client.get(address)
                if name in ("system:healthz", "system:readyz", "notes:robots", "notes:favicon"):
                    self.assertEqual(response.status_code, 200, address)
                elif response.status_code != 404:
                    self.assertRedirects(response, f"/admin/login/?next={address}", msg_prefix=address)
                self.assertNotIn(b"Open entry", response.content, address)

    def test_every_address_of_the_api_asks_for_a_token(self):
        create_entry(body="Open entry", read_on=DAY)
        create_paper(slug="anything")
        with self.settings(SITE_PRIVATE=True, MIDDLEWARE=with_login_required()):
            for name, rows in API.items():
                response = self.client.get(rows[0].format_map(Anything(entry_id="1")))
                if name not in ("api:api-root", "api:openapi", "api:nowhere"):
                    self.assertEqual(response.status_code, 401, name)
                self.assertNotContains(response, "Open entry", status_code=response.status_code)


def to_numbers(text: str) -> list[str]:
    """The numbers that a page shows, titles of pictures included."""
    return re.findall(r"\d+", re.sub(r"<(?!title)[^>]*>|[\w-]*hidden[\w-]*", " ", text))


class Anything(dict):
    def __missing__(self, key: str) -> str:
        return "2023/03/11/open-entry" if key == "entry" else "anything"


def with_login_required() -> list[str]:
    login = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    place = settings.MIDDLEWARE.index("django.contrib.auth.middleware.AuthenticationMiddleware") + 1
    return [*settings.MIDDLEWARE[:place], login, *settings.MIDDLEWARE[place:]]
