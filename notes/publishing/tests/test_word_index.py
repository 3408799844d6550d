import gzip
import json
from itertools import accumulate

from django.test import SimpleTestCase

from notes.publishing.word_index import Found, to_index


class IndexTests(SimpleTestCase):
    def read(self, index: bytes):
        raw = gzip.decompress(index)
        end = 4 + int.from_bytes(raw[:4], "big")
        said, lists, numbers = json.loads(raw[4:end]), [], iter(to_numbers(raw[end:]))
        for count in numbers:
            lists.append([n - 1 for n in accumulate(next(numbers) for _ in range(count))])
        return said, dict(zip(said["words"].split(" "), lists, strict=True))

    def test_every_word_knows_its_documents(self):
        documents = [
            Found(f"T {n}", f"papers/{n}/", ["each" if n % 200 == 0 else "other", str(n)]) for n in range(401)
        ]
        _, lists = self.read(to_index(documents))
        self.assertEqual(lists["each"], [0, 200, 400])
        self.assertEqual(lists["17"], [17])

    def test_a_word_that_is_nearly_everywhere_has_no_list(self):
        _, lists = self.read(to_index([Found("T", f"papers/{n}/", ["the", str(n)]) for n in range(500)]))
        self.assertEqual(lists["the"], [])

    def test_an_address_is_not_said_twice(self):
        said, _ = self.read(
            to_index(
                [
                    Found("Read “The Mind’s I” again", "2023/03/11/read-the-minds-i/", ["mind"]),
                    Found("Read", "2023/03/11/read-2/", ["read"]),
                ]
            )
        )
        self.assertEqual(said["places"], ["2023/03/11 4", "2023/03/11/read-2"])

    def test_the_same_documents_give_the_same_bytes(self):
        self.assertEqual(*(to_index([Found("T", "a/", [*"bac"])]) for _ in range(2)))


def to_numbers(lists: bytes):
    number, bits = 0, 0
    for byte in lists:
        number |= (byte & 0x7F) << bits
        bits += 7
        if byte < 0x80:
            yield number
            number, bits = 0, 0
