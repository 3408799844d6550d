from django.test import SimpleTestCase

from papers.models import Identifier
from papers.roles import DOMAINS, SCHEMES, role_of


class RoleTests(SimpleTestCase):
    def test_an_address_says_what_stands_there(self):
        for (scheme, url), role in {
            ("doi", "https://doi.org/10.1093/mind/lix.236.433"): "version of record",
            ("arxiv", "https://arxiv.org/abs/1706.03762"): "preprint",
            ("url", "https://example.org/a/Paper.PDF"): "pdf",
            ("url", "https://github.com/openai/whisper"): "code",
            ("url", "https://huggingface.co/datasets/squad"): "data",
            ("url", "https://huggingface.co/google/bert"): "code",
            ("url", "https://www.youtube.com/watch?v=x"): "talk",
            ("url", "https://news.ycombinator.com/item?id=1"): "discussion",
            ("url", "https://example.org/essay"): "",
            ("isbn", ""): "",
        }.items():
            with self.subTest(url):
                self.assertEqual(role_of(scheme, url), role)

    def test_every_role_is_one_that_can_be_chosen(self):
        self.assertLessEqual({*SCHEMES.values(), *DOMAINS}, set(Identifier.Role.values))
