"""Who may write, and that asking writes nothing: on the site of tests/canaries.py, at every address."""

import re
from base64 import b64encode
from hashlib import sha256
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client

from api.tests.factories import create_token
from notes.tests.test_admin_privacy import create_staff
from passages.tests.factories import create_reader

from .canaries import SECRET
from .planted import DESK, PROGRAMS, READING, SENDING, VIEWS, PlantedTestCase
from .test_pages import SCRIPT

# What comes and goes with every request.
PASSING = {"sessions.Session", "api.Token", "accounts.SignInEvent", "axes.AccessAttempt"}
REFUSED = {302, 400, 401, 403, 404, 405, 415, 422}
# What no page shows: files as they came, what was dismissed of a check that is gone.
NOWHERE = {"canarysourcemine", "canaryfoldermine", "canarybytesmine", "canarysubjectmine", "canaryleftmine"}
INLINE = re.compile(r"<style\b|<[a-z][^<>]*\s(?:style|on[a-z]+)\s*=", re.IGNORECASE)
# One may sign out, and whoever is on the staff makes tokens of their own.
OWN = {"/admin/logout/", "/admin/api/token/add/"}
SENT = '{"body": "written", "text": "written", "visibility": "public"}'


def stored():
    """Every row of every table, as the database has it."""
    models = [
        model for model in apps.get_models() if model._meta.managed and model._meta.label not in PASSING
    ]
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list(*columns(model))))
        for model in models
    }


def columns(model):
    return [field.attname for field in model._meta.concrete_fields if field.name != "last_login"]


def changed(before, after):
    """The rows that are there only before or only after, by model."""
    return {name: set(rows) ^ set(after[name]) for name, rows in before.items() if rows != after[name]}


class RequestTests(PlantedTestCase):
    def test_asking_changes_nothing_and_the_owner_hears_everything(self):
        self.client.force_login(self.owner)
        before, heard = stored(), set()
        for address in self.world.fill([*READING, *SENDING, *DESK, *PROGRAMS]):
            if address not in OWN:
                response = self.client.get(address)
                self.assertLess(response.status_code, 500, address)
                self.assert_nothing_inline(response, address)
                heard |= set(SECRET.findall(response.content.decode(errors="replace")))
        self.assertEqual(changed(before, stored()), {})
        planted = set(SECRET.findall(str(before)))
        self.assertEqual({word for word in planted - heard if "hidden-deleted" not in word}, NOWHERE)

    def assert_nothing_inline(self, response, address):
        """No style or script stands in a page but what the policy allows by its hash, and data of scripts."""
        page = (
            response.content.decode(errors="replace") if b"<!doctype html>" in response.content[:200] else ""
        )
        self.assertNotRegex(page, INLINE, address)
        for attributes, text in SCRIPT.findall(page):
            if " src=" not in attributes and "application/json" not in attributes:
                digest = b64encode(sha256(text.encode()).digest()).decode()
                self.assertIn(digest, response.headers["Content-Security-Policy"], address)

    @pytest.mark.once
    def test_no_form_is_taken_without_its_token(self):
        client, before = Client(enforce_csrf_checks=True), stored()
        client.force_login(self.owner)
        for address in self.world.fill([*READING, *SENDING, *DESK]):
            with self.subTest(address):
                self.assertIn(client.post(address, self.form()).status_code, (403, 404))
        self.assertEqual(changed(before, stored()), {})

    @pytest.mark.once
    def test_who_has_no_rights_writes_nothing(self):
        users = [None, create_reader(), create_staff(""), create_staff(VIEWS)]
        before = stored()
        for user in users:
            if user:
                self.client.force_login(user)
            for address in self.world.fill([*SENDING, *DESK, *READING]):
                if address not in OWN:
                    self.assert_refused(self.client.post(address, self.form()), address)
            for address, form in self.actions():
                self.assert_refused(self.client.post(address, form), address)
        self.assertEqual(changed(before, stored()), {})

    def test_a_program_of_somebody_without_rights_writes_nothing(self):
        before, headers = stored(), create_token(user=create_reader())
        before = stored()
        for address in self.world.fill(PROGRAMS):
            for method in ("POST", "PUT", "PATCH", "DELETE"):
                response = self.client.generic(method, address, SENT, "application/json", headers=headers)
                self.assert_refused(response, address)
        self.assertEqual(changed(before, stored()), {})

    def assert_refused(self, response, address):
        """No secret is told on the way; a form that is drawn again has refused what was sent."""
        self.assertIn(response.status_code, REFUSED | {200}, address)

    def form(self):
        """What forms of every kind are sent, with the keys of what is hidden."""
        values = self.world.hidden
        return {
            "text": "written", "body": "written", "title": "written", "name": "written", "slug": "written",
            "read_on": "2023-03-11", "visibility": "public", "post": "yes", "take": "1", "key": str(uuid4()),
            "kept": values["paper_id"], "gone": values["other_paper_id"], "check": "no_tags", "subject": "x",
            "tag": [values["tag_id"], values["other_tag_id"]], "form": "write", "url": "https://doi.org/10.1/2",
            "authors": [values["author_id"], values["other_author_id"]], "draft_key": str(uuid4()),
        }  # fmt: skip

    def actions(self):
        """Every action of every list, with all its rows chosen."""
        request = self.client.get("/admin/").wsgi_request
        request.user = self.owner
        for model, page in admin.site._registry.items():
            keys = list(model._base_manager.values_list("pk", flat=True))
            address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
            for action in page.get_actions(request):
                chosen = {"action": action, "_selected_action": keys, "index": 0, "select_across": 1}
                yield address, chosen | self.form() | {"apply": "1", "confirmed": "1"}
