"""Every public address answers in the design, with the headers that keep a reader safe."""

import re
from base64 import b64encode
from hashlib import sha256
from unittest.mock import patch

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.test import Client, TestCase
from django.urls import reverse

from config.headers import PERMISSIONS
from notes.importing.tests.sites import SiteMixin
from notes.models import Entry
from papers.models import Author, Paper
from passages.models import Link, Tag
from passages.tests.factories import create_image
from topics.models import Topic
from topics.tests.factories import create_topic

from .addresses import PUBLIC

SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
STRICT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": PERMISSIONS,
}


class PolicyMixin:
    def assert_only_the_loader_is_allowed(self, response):
        """The page carries one script, and the policy allows just its text."""
        [(attributes, text)] = SCRIPT.findall(response.text)
        self.assertNotIn(" src=", attributes)
        digest = b64encode(sha256(text.encode()).digest()).decode()
        policy = response.headers["Content-Security-Policy"].split("; ")
        self.assertIn(f"script-src 'self' 'sha256-{digest}'", policy)


@pytest.mark.once
class PageTests(PolicyMixin, SiteMixin, TestCase):
    """On the bundled sample."""

    @classmethod
    def setUpTestData(cls):
        cls().run_import("sample")
        entry = Entry.objects.filter(read_on__year=2024).first()
        image = create_image()
        create_topic(title="A drawing", body=f"![]({image.get_absolute_url()})")
        cls.values = {
            "entry": entry.get_absolute_url(),
            "paper": Paper.objects.first().slug,
            "paper_address": Paper.objects.first().get_absolute_url(),
            "topic": Topic.objects.first().slug,
            "topic_address": Topic.objects.first().get_absolute_url(),
            "author": Author.objects.first().slug,
            "tag": Tag.objects.first().slug,
            "domain": Link.objects.first().domain,
            "link": Link.objects.first().pk,
            "image": image.name,
        }
        cls.rows = [cls.fill(rows) for rows in PUBLIC.values()]
        cls.addresses = [address for rows in cls.rows for address in rows]

    @classmethod
    def fill(cls, rows):
        return [
            address.format(**cls.values).replace("2023", "2024").replace("/03/11/", "/03/02/")
            for address in rows
            if "+shared" not in address and "example.org" not in address
        ]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        others = ["/nothing/here/", "/?year=never", "/admin/login/", "/healthz"]
        cls.responses = {address: Client().get(address) for address in [*cls.addresses, *others]}

    def test_every_address_answers(self):
        for address in self.addresses:
            with self.subTest(address):
                self.assertEqual(self.responses[address].status_code, 200)

    def test_every_page_allows_no_inline_script_or_style(self):
        for address, response in self.responses.items():
            with self.subTest(address):
                policy = response.headers["Content-Security-Policy"]
                self.assertIn("default-src 'none'", policy)
                self.assertNotIn("unsafe", policy)
                self.assertEqual({name: response.headers.get(name) for name in STRICT}, STRICT)

    def test_every_page_carries_the_one_script_that_is_allowed(self):
        for address in self.addresses:
            response = self.responses[address]
            if b"<!doctype html>" in response.content:
                with self.subTest(address):
                    self.assert_only_the_loader_is_allowed(response)

    def test_readers_are_asked_to_install_nothing(self):
        """The manifest is for the desk; asked for before the first paint, it keeps a slow phone from it."""
        self.assertNotContains(self.client.get("/"), 'rel="manifest"')
        self.assertContains(self.client.get("/admin/login/"), 'rel="manifest"')

    def test_readers_get_no_cookie(self):
        for address in self.addresses:
            self.assertFalse(self.responses[address].cookies, address)

    def test_texts_say_how_their_characters_are_written(self):
        for address in [*self.addresses, "/healthz"]:
            kind = self.responses[address].headers["Content-Type"]
            if kind.startswith("text/") or "xml" in kind:
                self.assertIn("; charset=utf-8", kind, address)

    def test_only_reading_is_possible(self):
        for address in self.addresses:
            self.assertEqual(self.client.post(address).status_code, 405, address)

    def test_head_is_answered_like_get(self):
        for address in [rows[0] for rows in self.rows if rows]:
            self.assertEqual(self.client.head(address).status_code, 200, address)


class ErrorPageTests(PolicyMixin, TestCase):
    def failing(self, error):
        self.client.raise_request_exception = False
        with patch("notes.views.Entry.objects.visible_to", side_effect=error):
            return self.client.get("/")

    def test_error_pages_carry_the_one_script_that_is_allowed(self):
        for status, response in (
            (400, self.client.get("/?year=never")),
            (403, self.failing(PermissionDenied)),
            (403, Client(enforce_csrf_checks=True).post("/admin/login/")),
            (404, self.client.get("/nothing/here/")),
            (500, self.failing(RuntimeError)),
        ):
            with self.subTest(status):
                self.assertEqual(response.status_code, status)
                self.assert_only_the_loader_is_allowed(response)


@pytest.mark.once
class AdminPageTests(TestCase):
    def test_every_list_and_form_opens_under_the_same_policy(self):
        self.client.force_login(get_user_model().objects.create_superuser("owner"))
        for model, model_admin in admin.site._registry.items():
            names = ["changelist", *(["add"] if model_admin.has_add_permission(self.request()) else [])]
            for name in names:
                address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}")
                with self.subTest(address):
                    response = self.client.get(address)
                    self.assertEqual(response.status_code, 200)
                    self.assertNotIn("unsafe", response.headers["Content-Security-Policy"])

    def request(self):
        return self.client.get("/admin/").wsgi_request
