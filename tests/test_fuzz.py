"""No request is answered with a 5xx, nor takes the processor for two seconds; no command breaks.

Some are asked here, thousands by `make fuzz`.

What is said of a failure repeats it: put `@example(Asked(...))` before `ask`.
"""

import os
from contextlib import chdir, redirect_stderr, suppress
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings

from notes.tests.test_admin_privacy import create_staff
from web.failures import NoSuchHost

from .fuzzing import FILES, forms_on, odd_commands, odd_forms, odd_requests, send
from .planted import DESK, VIEWS, PlantedTestCase

SECONDS = 2.0
# With those of api/tests/test_conformance.py they are 1,000, the same at each run; `make fuzz` wants more.
REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "300"))
# Those that take something; not those that copy the database, wait for changes, or start processes.
COMMANDS = [
    "check_links", "export_notes", "fetch_metadata", "import_bibliography", "import_notes", "suggest_tags",
]  # fmt: skip
OTHER_FORMS = ["/write/", "/write/capture/?url=https://example.org/a", "/papers/queue/"]
PATIENT = settings(
    database=None,
    deadline=None,
    derandomize="FUZZ_REQUESTS" not in os.environ,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


class FuzzTests(PlantedTestCase):
    def setUp(self):
        self.clients = {name: Client() for name in ("nobody", "owner", "staff")}
        self.clients["owner"].force_login(self.owner)
        self.clients["staff"].force_login(create_staff(VIEWS))

    def check(self, asked):
        status, seconds = send(asked, self.clients)  # what breaks is raised
        self.assertLess(status, 500)
        self.assertLess(seconds, SECONDS)

    def test_whatever_is_asked_is_answered(self):
        @settings(PATIENT, max_examples=REQUESTS * 5 // 6)
        @given(odd_requests(self.known()))
        def ask(asked):
            self.check(asked)

        ask()

    def test_whatever_a_form_says_is_answered(self):
        pages = [page.format_map(self.world.hidden) for page in [*DESK, *OTHER_FORMS] if "/?q=" not in page]
        forms = forms_on(self.clients["owner"], [page for page in pages if "logout" not in page])
        self.assertGreater(len(forms), 40)

        @settings(PATIENT, max_examples=REQUESTS // 6)
        @given(odd_forms(forms))
        def ask(asked):
            self.check(asked)

        ask()

    def test_whatever_a_command_is_told_it_answers(self):
        """Or refuses in a sentence; nothing that was asked of others is answered."""

        @settings(PATIENT, max_examples=max(15, REQUESTS // 50))
        @given(odd_commands(COMMANDS))
        def ask(said):
            self.call(said)

        ask()

    def call(self, said):
        with (
            TemporaryDirectory() as folder,
            chdir(folder),
            transaction.atomic(),
            mock.patch("web.client.Client.get", side_effect=NoSuchHost("nobody is there")),
            mock.patch("web.client.Client.trace", side_effect=NoSuchHost("nobody is there")),
            redirect_stderr(StringIO()),
        ):
            for name, body in FILES.items():
                Path(name).write_bytes(body)
            with suppress(CommandError, SystemExit):
                call_command(*said, stdout=StringIO(), stderr=StringIO())
            transaction.set_rollback(True)

    def known(self):
        """What the arguments of URLs may be, by their names."""
        hidden, shown = self.world.hidden, self.world.open
        keys = {
            str(values[f"{kind}_id"]) for values in (hidden, shown) for kind in ("entry", "paper", "topic")
        }
        slugs = [values[name] for values in (hidden, shown) for name in ("paper", "topic", "author")]
        return {
            "slug": [*slugs, "open-entry", "hidden-entry"],
            "slugs": ["shared", "hidden-tagany", "shared+hidden-tagany"],
            "year": ["2023"], "month": ["03"], "day": ["11"],
            "number": [str(shown["link"]), str(hidden["entry_version"]), str(hidden["entry_deleted"])],
            "domain": [shown["domain"], hidden["domain"]],
            "name": [shown["image"], hidden["image"]],
            "form": ["atom", "json", "bib", "ris"],
            "merge_pk": [str(hidden["merge_id"])],
            "content_type_id": [str(shown["entry_type"]), str(hidden["tag_type"])],
            "app_label": ["notes", "papers"],
            "section": ["entries", "papers"], "part": ["0"],
        } | dict.fromkeys(["object_id", "pk", "entry_id", "id"], sorted(keys))  # fmt: skip
