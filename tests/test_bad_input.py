"""What nobody should ask for is answered with 400 or 404 in the design of the site, never with a 500."""

from django.test import TestCase

from passages.tests.factories import create_owner

BAD = {
    "/?tag=" + "x" * 10_000: 400,
    "/?tag=%C2%A8": 200,
    "/tags/?tag=a%2Fb": 200,
    "/?before=garbage": 400,
    "/?before=2024-01-01": 400,
    "/papers/?after=%00": 400,
    "/2023/13/": 404,
    "/2023/02/30/": 404,
    "/tags/%00/": 404,
    "/tags/" + "+".join(["a"] * 11) + "/": 404,
    "/tags/" + "a" * 10_000 + "/": 404,
    "/?" + "&".join(f"tag={number}" for number in range(1_000)): 400,
    "/?" + "&".join(f"p{number}=1" for number in range(1_000)): 400,
    "/?" + "&".join(f"p{number}" for number in range(30_000)): 400,
    "/search/?q=" + "x" * 100_000: 400,
    "/search/?q=" + "%F0%9F%A6%9C" * 2_000: 400,
    "/search/typed/?q=" + "x" * 100_000: 400,
    "/search/?kind=heading": 400,
    "/search/feed.atom?q=" + "x" * 100_000: 400,
    "/feed.json?before=garbage": 400,
    "/papers/" + "x" * 10_000 + "/": 404,
    "/links/" + "x" * 10_000 + "/": 404,
    "/links/example.org/99999999999999999/": 404,
    "/sitemap-nothing-0.xml": 404,
    "/%C3%28": 404,
    "/nothing/" + "%2e%2e/" * 100: 404,
}


class BadInputTests(TestCase):
    def test_it_is_refused_in_the_sites_design(self):
        for user in (None, create_owner()):
            if user:
                self.client.force_login(user)
            for address, status in BAD.items():
                with self.subTest(address[:60], length=len(address)):
                    response = self.client.get(address)
                    self.assertEqual(response.status_code, status)
                    self.assertContains(response, 'class="masthead"', status_code=status)
                    self.assertLess(len(response.content), 20_000)
