"""Nobody hears of what is not theirs: the words of tests/canaries.py, at every address, asked by everybody.

A user hears those of the kinds of document that they may change. A program hears what its user does.
"""

import re
from urllib.parse import urlsplit

import pytest
from django.contrib.admin.models import LogEntry

from api.models import Token
from api.tests.factories import create_token
from config.headers import PERMISSIONS
from desk.models import Dismissal, Sent
from history.models import Draft, Version
from notes.models import SourceFile
from notes.tests.test_admin_privacy import create_staff
from papers.models import Author
from passages.models import Alias, Clash, Link, LinkCheck, Tag, document_models
from passages.tests.factories import create_reader

from .planted import DESK, PROGRAMS, READING, VIEWS, PlantedTestCase

MORE = [
    "/search/?q=canarytextentri", "/search/?q=%22canarytextpaper%22", "/search/?q=title:canarytitlepaper",
    "/search/?q=kind:margin", "/search/?q=has:link", "/search/?q=domain:hidden-any.example",
    "/search/?q=-open", "/search/?visibility=private", "/search/typed/?q=hidden", "/search/feed.json?q=-open",
    "/?visibility=private", "/?q=canarytextentry", "/?after=2000-01-01", "/papers/?q=canarytitlepaper",
    "/authors/?q=hidden", "/papers/hidden-keypaper/", "/papers/canarysourcemine/", "/tags/canarytagentry/",
    "/hidden-addressentry/", "/hidden-addresspaper/", "/hidden-addresstopic/", "/topics/imported/",
    "/canaryfoldermine/canarysourcemine.md", "/images/canary.png", "/static/../canary", "/media/images/",
    "/api/search?q=-open", "/api/search?q=canarytextentri", "/api/entries?q=-open",
    "/api/papers/hidden-keypaper",
    "/api/known?url=https://doi.org/10.1000/canarydoipaper", "/write/drafts/?form=write",
    "/write/known/?url=https://doi.org/10.1000/canarydoientry", "/write/completions/?sign=%23&q=hidden",
    "/write/completions/?sign=@&q=hidden",
]  # fmt: skip
STRICT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": PERMISSIONS,
}
# What tells a program that keeps an answer whether it is still good.
KEPT_BY = ("ETag", "Last-Modified", "Location", "Content-Length")


class SecretsTests(PlantedTestCase):
    def ask(self, addresses, **headers):
        """What is answered at each address, also to readers of other sites and sheets."""
        for address in self.world.fill(addresses):
            yield address, self.client.get(address, headers=headers)

    def heard(self, addresses, **headers):
        """The secrets that are told, by the address that tells them."""
        told = {}
        for address, response in self.ask(addresses, **headers):
            self.assertLess(response.status_code, 500, address)
            self.assert_safe(address, response)
            said = f"{response.content.decode(errors='replace')}\n{response.headers}\n{response.cookies}"
            for word in self.world.heard(said, address):
                self.assertRegex(response.headers["Cache-Control"], "private|no-store", address)
                told.setdefault(word, address)
        return told

    def assert_safe(self, address, response):
        """Every answer has the headers that keep its reader safe; `config/headers.py` is asked everywhere."""
        self.assertEqual({name: response.headers.get(name) for name in STRICT}, STRICT, address)
        policy = response.headers["Content-Security-Policy"]
        self.assertIn("default-src 'none'", policy, address)
        self.assertNotIn("unsafe", policy, address)
        to = urlsplit(response.headers.get("Location", ""))
        self.assertIn(to.netloc, ("", "testserver"), address)

    def assert_hears(self, told, *whose):
        """Only the words of those, and some of each."""
        heard_of = {word for word in told if not word.endswith((*whose, "any") if whose else ("nobody",))}
        self.assertEqual({word: told[word] for word in heard_of}, {})
        for one in whose:
            self.assertTrue(any(word.endswith(one) for word in told), f"nothing of {one} was heard")

    def test_a_stranger_hears_nothing_and_is_given_no_cookie(self):
        self.assert_hears(self.heard([*READING, *PROGRAMS, *MORE]))
        self.assertFalse(self.client.cookies)

    @pytest.mark.once
    def test_staff_without_rights_hears_nothing(self):
        self.client.force_login(create_staff(""))
        self.assert_hears(self.heard([*READING, *MORE, *DESK]))

    @pytest.mark.once
    def test_a_program_of_somebody_without_rights_hears_nothing(self):
        self.assert_hears(self.heard(PROGRAMS, **create_token(user=create_reader())))

    @pytest.mark.once
    def test_whoever_may_change_one_kind_hears_of_that_only(self):
        for kind in ("entry", "paper"):
            reader = create_reader(may_change=[kind])
            self.client.force_login(reader)
            self.assert_hears(self.heard([*READING, *MORE]), kind)
            self.client.logout()
            self.assert_hears(self.heard(PROGRAMS, **create_token(user=reader)), kind)

    @pytest.mark.once
    def test_staff_that_may_look_hears_nothing(self):
        self.client.force_login(create_staff(VIEWS))
        self.assert_hears(self.heard(DESK))

    @pytest.mark.once
    def test_staff_that_may_change_one_kind_hears_of_that_only(self):
        for kind in ("paper", "topic"):
            with self.subTest(kind):
                self.client.force_login(create_staff(f"{VIEWS} change_{kind} delete_{kind}"))
                self.assert_hears(self.heard(DESK), kind)

    @pytest.mark.once
    def test_the_site_is_the_same_to_the_byte_once_they_are_gone(self):
        """No count, facet, order, picture, feed, sitemap or validator tells of them.

        Two things do: a text of which only a margin was changed is said to be changed, and FTS5 weighs a word
        by how many of all texts have it, so that the order of the best hits (not which they are) depends on
        texts that the reader does not see.
        """
        before = self.answers()
        forget_secrets()
        after = self.answers()
        for address, answer in before.items():
            with self.subTest(address):
                self.assertEqual(after[address], answer)

    def answers(self):
        """By address, what a stranger is told of what is open."""
        addresses = {address.format_map(self.world.open) for address in [*READING, *PROGRAMS, *MORE]}
        responses = {address: self.client.get(address) for address in sorted(addresses)}
        return {
            address: (answer.status_code, [answer.headers.get(name) for name in KEPT_BY], in_order(answer))
            for address, answer in responses.items()
        }


def in_order(answer):
    """The bytes of an answer; what searches find in any order."""
    is_ranked = "search" in answer.request["PATH_INFO"]
    return sorted(re.findall(rb"[^\s,{}]+", answer.content)) if is_ranked else answer.content


def forget_secrets():
    """Delete whatever a stranger may not see, but for words that the margins of open texts have."""
    for model in document_models():
        for document in model.objects.filter(visibility="private"):
            document.delete()
    for rows in (Version, Clash, Draft, Sent, SourceFile, Dismissal, LogEntry, LinkCheck, Alias, Token):
        rows.objects.all().delete()
    Tag.objects.exclude(name="shared").delete()
    Author.objects.filter(authorships__isnull=True).delete()
    Link.objects.exclude(domain="open.example").delete()
