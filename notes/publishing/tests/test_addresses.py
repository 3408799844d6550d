from urllib.parse import urljoin

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from notes.publishing.addresses import Address, BadAddressError, relative, to_address, to_file, to_url

NAMES = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S"], exclude_characters="/\\"),
    min_size=1,
    max_size=20,
)
PATHS = st.lists(NAMES.filter(lambda name: name not in {".", ".."}), max_size=4)


class AddressTests(SimpleTestCase):
    def test_a_page_is_the_index_of_a_folder(self):
        self.assertEqual(to_file(Address("/")), "index.html")
        self.assertEqual(to_file(Address("/tags/lora/")), "tags/lora/index.html")
        self.assertEqual(to_file(Address("/tags/lora/feed.atom")), "tags/lora/feed.atom")

    def test_a_later_page_of_a_list_is_a_folder_of_its_own(self):
        address = to_address("/tags/lora/", "before=2023-03-11,4,17")
        self.assertEqual(to_file(address), "tags/lora/before=2023-03-11,4,17/index.html")
        self.assertEqual(address.query, "before=2023-03-11%2C4%2C17")

    def test_other_filters_lead_to_the_whole_list(self):
        self.assertEqual(to_address("/", "tag=lora"), Address("/"))
        self.assertEqual(to_address("/", "tag=lora&before=2023-03-11,4,17"), Address("/"))
        self.assertEqual(to_address("/feed.atom", "before=2023-03-11,4,17"), Address("/feed.atom"))

    def test_no_file_is_outside_the_folder(self):
        for path in ("/../secret", "/a/../../b/", "//etc/passwd", "/a/\0/", "/a\\..\\b", "/./"):
            with self.subTest(path), self.assertRaises(BadAddressError):
                to_file(Address(path))

    def test_names_that_are_too_long_stay_apart(self):
        one, other = (to_file(Address(f"/topics/{'語' * 119}{end}/")) for end in "新旧")
        self.assertNotEqual(one, other)
        self.assertLess(max(len(part.encode()) for part in one.split("/")), 255)

    def test_addresses_are_percent_encoded_and_files_are_not(self):
        file = to_file(Address("/tags/日本/"))
        self.assertEqual(file, "tags/日本/index.html")
        self.assertEqual(to_url(file), "tags/%E6%97%A5%E6%9C%AC/")

    @given(PATHS, PATHS)
    def test_every_page_leads_to_every_other(self, here, there):
        page, target = (
            to_url(to_file(Address(f"/{'/'.join(parts)}/".replace("//", "/")))) for parts in (here, there)
        )
        root = "https://example.org/notes/"
        self.assertEqual(urljoin(root + page, relative(page, target)), root + target)
        self.assertTrue(relative(page, target).startswith("."))
