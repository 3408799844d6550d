"""What the API answers to whatever fits its description, and to what does not, is what the description says.

Schemathesis makes the requests; see also tests/test_fuzz.py.
"""

import os
from unittest import mock

import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import TestCase
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.tests.factories import create_owner
from topics.tests.factories import create_topic

from .factories import create_token

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance, allow_header_conformance,
]  # fmt: skip
# The same at each run, and few: the real finds come at once. `make fuzz` asks a hundredth of its requests of
# each operation in each way.
WANTED = os.environ.get("FUZZ_REQUESTS", "")
FEW = settings(
    max_examples=int(WANTED) // 100 + 1 if WANTED else 15,
    derandomize=not WANTED,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class ConformanceTests(TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for signal in (request_started, request_finished):  # the connection is in the test's transaction
            signal.disconnect(close_old_connections)
            cls.addClassCleanup(signal.connect, close_old_connections)

    @classmethod
    def setUpTestData(cls):
        topic = create_topic(title="Topic", slug="a", tags=["a"])
        paper = create_paper(title="Paper", slug="a", identifiers=[("doi", "10.1000/1")], topics=[topic])
        create_entry(body='On [[a]]\n\n* "Quoted https://example.org', topics=[topic], tags=["a"])
        create_entry(body=f"[[{paper.slug}]] %% mine", visibility="private")
        cls.owner = create_token(user=create_owner())

    def check(self, headers, mode, checks):
        headers = {"Accept-Encoding": "identity"} | headers  # this client does not inflate
        schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
        for found in schema.get_all_operations():
            operation = found.ok()

            @FEW
            @given(operation.as_strategy(generation_mode=mode))
            def ask(case):
                case.call_and_validate(headers=headers, checks=checks)

            with self.subTest(operation.label):
                ask()

    def test_everybody_is_answered_as_described(self):
        self.check({}, GenerationMode.POSITIVE, CHECKS)

    @mock.patch("api.models.MOST_WRITES", 10_000)
    def test_an_owner_is_answered_as_described(self):
        self.check(self.owner, GenerationMode.POSITIVE, CHECKS)

    @mock.patch("api.models.MOST_WRITES", 10_000)
    def test_what_does_not_fit_is_refused(self):
        self.check(self.owner, GenerationMode.NEGATIVE, [*CHECKS, negative_data_rejection])
