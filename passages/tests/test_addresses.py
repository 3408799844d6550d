from django.test import SimpleTestCase
from hypothesis import example, given
from hypothesis import strategies as st

from passages.addresses import canonical_url, domain_of, is_tracking, page_of, words_of

SCHEMES = st.sampled_from(["http://", "HTTPS://", "https://", "//", "ftp://", ""])
HOSTS = st.sampled_from(
    ["example.org", "www.YouTube.com", "[::1]", "h:80", "u:p@h.", "münchen.de", "a!b", "www."]
)
TEXTS = st.text(st.characters(categories=("L", "N", "P", "S", "Z", "Cc", "Cs")), max_size=40)


class CanonicalUrlTests(SimpleTestCase):
    def assert_canonical(self, href, expected):
        self.assertEqual(canonical_url(href), expected)

    def test_scheme_and_host_are_in_lower_case(self):
        self.assert_canonical("HTTPS://Example.ORG/Path", "https://example.org/Path")

    def test_the_path_is_at_least_a_slash(self):
        self.assert_canonical("https://example.org", "https://example.org/")
        self.assert_canonical("https://example.org?a=1", "https://example.org/?a=1")

    def test_a_default_port_goes_and_another_stays(self):
        self.assert_canonical("http://example.org:80/", "http://example.org/")
        self.assert_canonical("https://example.org:443/", "https://example.org/")
        self.assert_canonical("https://example.org:80/", "https://example.org:80/")
        self.assert_canonical("http://example.org:8000/", "http://example.org:8000/")

    def test_a_user_name_goes(self):
        self.assert_canonical("https://user:secret@example.org/", "https://example.org/")

    def test_www_stays_in_the_address(self):
        self.assert_canonical("https://www.example.org/", "https://www.example.org/")

    def test_the_dot_of_the_root_domain_goes(self):
        self.assert_canonical("https://example.org./", "https://example.org/")

    def test_an_ipv6_host_keeps_its_brackets(self):
        self.assert_canonical("http://[2001:DB8::1]:8000/a", "http://[2001:db8::1]:8000/a")

    def test_a_host_in_another_script_is_in_idna(self):
        self.assert_canonical("https://Bücher.example/", "https://xn--bcher-kva.example/")

    def test_a_path_in_another_script_is_percent_encoded(self):
        self.assert_canonical("https://example.org/日 本", "https://example.org/%E6%97%A5%20%E6%9C%AC")

    def test_tracking_parameters_go(self):
        self.assert_canonical(
            "https://example.org/?utm_source=x&UTM_Medium=y&fbclid=z", "https://example.org/"
        )

    def test_the_other_parameters_keep_order_and_spelling(self):
        self.assert_canonical(
            "https://example.org/?b=%ff&flag&gclid=1&a=x+y", "https://example.org/?b=%ff&flag&a=x+y"
        )

    def test_some_parameters_track_on_some_sites_only(self):
        self.assert_canonical("https://youtu.be/abc?si=x&t=30", "https://youtu.be/abc?t=30")
        self.assert_canonical("https://www.youtube.com/watch?v=a&si=x", "https://www.youtube.com/watch?v=a")
        self.assert_canonical("https://x.com/a/status/1?s=20&t=b", "https://x.com/a/status/1")
        self.assert_canonical("https://example.org/?si=x&s=1", "https://example.org/?si=x&s=1")

    def test_a_fragment_stays_without_its_text_directive(self):
        self.assert_canonical("https://example.org/#part", "https://example.org/#part")
        self.assert_canonical("https://example.org/#part:~:text=a,b", "https://example.org/#part")
        self.assert_canonical("https://example.org/#:~:text=a", "https://example.org/")

    def test_a_fragment_that_names_nothing_goes(self):
        for fragment in (
            *("", "top", "TOP", "!", "/", "!/", ":~:text=a", "top:~:text=a"),
            *("utm_source=x&utm_medium=y", "fbclid=x", "xtor=RSS-208", "Echobox=1611", "rssowlmlink"),
            *(".VZ4kx9Viko-", ".VZ4kx9Viko-.twitter", "ixzz2AbCdEfGh"),
        ):
            with self.subTest(fragment):
                self.assert_canonical(f"https://example.org/a?b=1#{fragment}", "https://example.org/a?b=1")

    def test_a_fragment_that_may_name_a_section_a_place_or_a_page_stays(self):
        for fragment in (
            *("top-ten", "the-top", "S3.SS1", ".hidden", "Sentience_claims", "193451", "%E6%97%A5", "!x"),
            *("page=5", "t=90", "gid=0", "a:b", "/route", "!/route", "/route?utm_source=x", "!topic/a/b"),
        ):
            with self.subTest(fragment):
                url = f"https://example.org/#{fragment}"
                self.assert_canonical(url, url)

    def test_what_tracks_beside_a_section_goes(self):
        self.assert_canonical("https://example.org/#part&utm_source=x", "https://example.org/#part")

    def test_what_is_no_web_address_is_none(self):
        for href in ("", "x", "/path/", "//example.org/", "ftp://a/", "javascript:alert(1)", "mailto:a@b.c"):
            with self.subTest(href):
                self.assertIsNone(canonical_url(href))

    def test_what_cannot_be_taken_apart_is_none(self):
        for href in ("https:", "https://", "https:///path", "http://[::1", "http://h:x/", "http://h:99999/"):
            with self.subTest(href):
                self.assertIsNone(canonical_url(href))

    def test_a_host_that_no_address_of_this_site_could_name_is_none(self):
        for host in ("a b", "a!b", "a..b", ".", "a%20b", "a" * 254, "a'b", 'a"b', "<b>", "ü" * 300):
            with self.subTest(host):
                self.assertIsNone(canonical_url(f"https://{host}/"))

    def test_a_lone_surrogate_is_none(self):
        for href in ("https://a/\ud800", "https://a/?\ud800", "https://a/#\ud800", "https://a\ud800/"):
            with self.subTest(ascii(href)):
                self.assertIsNone(canonical_url(href))

    def test_more_than_2000_characters_are_none(self):
        self.assertEqual(len(canonical_url("https://a/" + "x" * 1990)), 2000)
        self.assertIsNone(canonical_url("https://a/" + "x" * 1991))
        self.assertIsNone(canonical_url("https://a/" + "日" * 300))

    @given(SCHEMES, HOSTS, TEXTS, TEXTS, TEXTS)
    @example("https://", "h", "//a", "utm_a&b=%zz&=", "a#b:~:c")
    @example("https://", "h", "", "", "utm_a&top")
    @example("https://", "h", "", "", "top&xtor&:~:")
    def test_canonicalising_twice_changes_nothing(self, scheme, host, path, query, fragment):
        url = canonical_url(f"{scheme}{host}/{path}?{query}#{fragment}")
        if url is not None:
            self.assertEqual(canonical_url(url), url)
            self.assertTrue(url.isascii() and url.isprintable() and " " not in url, url)

    @given(st.text(max_size=60))
    def test_any_text_is_an_address_or_none(self, text):
        for href in (text, f"https://{text}"):
            self.assertIn(type(canonical_url(href)), (str, type(None)))


class PageTests(SimpleTestCase):
    def test_a_section_is_part_of_its_page(self):
        self.assertEqual(page_of("https://example.org/a?b=1#part"), "https://example.org/a?b=1")
        self.assertEqual(page_of("https://example.org/a"), "https://example.org/a")

    def test_a_route_of_a_script_is_a_page(self):
        for url in ("https://example.org/#/a", "https://example.org/#!a"):
            self.assertEqual(page_of(url), url)


class DomainTests(SimpleTestCase):
    def test_www_is_taken_off(self):
        self.assertEqual(domain_of("https://www.example.org/"), "example.org")

    def test_www_alone_is_a_host(self):
        self.assertEqual(domain_of(canonical_url("https://www./")), "www")

    def test_the_port_is_none_of_it(self):
        self.assertEqual(domain_of("https://notes.example.org:8000/"), "notes.example.org")


class TrackingTests(SimpleTestCase):
    def test_the_case_of_a_name_does_not_matter(self):
        self.assertTrue(is_tracking("FBCLID"))
        self.assertTrue(is_tracking("Utm_Anything"))

    def test_a_name_that_only_looks_like_one_stays(self):
        self.assertFalse(is_tracking("utm"))
        self.assertFalse(is_tracking("si"))


class WordsOfAddressTests(SimpleTestCase):
    def test_they_are_those_of_the_last_part_that_has_a_letter(self):
        for path, words in (
            ("/papers/turing-1950/", "turing 1950"),
            ("/2024/03/11/as_we-may-think/", "as we may think"),
            ("/benjamin-1936.html", "benjamin 1936"),
            ("/tags/größe+中文/", "größe 中文"),
            ("/2023/13/", ""),
            ("/tags/\0/", "tags"),
        ):
            self.assertEqual(words_of(path), words)

    def test_they_are_not_long(self):
        self.assertEqual(words_of("/" + "a" * 10_000), "a" * 100)

    @given(TEXTS)
    def test_they_are_words_whatever_the_address(self, path):
        self.assertRegex(words_of(path), r"\A(?:[^\W_]+(?: [^\W_]+)*)?\Z")
