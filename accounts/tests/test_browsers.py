from django.test import SimpleTestCase

from accounts.browsers import to_browser

MOZILLA = "Mozilla/5.0"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
KNOWN = {
    f"{MOZILLA} (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0": "Firefox, Linux",
    f"{MOZILLA} (Windows NT 10.0; Win64; x64) {CHROME}": "Chrome, Windows",
    f"{MOZILLA} (Windows NT 10.0; Win64; x64) {CHROME} Edg/126.0.0.0": "Edge, Windows",
    f"{MOZILLA} (X11; Linux x86_64) {CHROME.replace('Chrome', 'HeadlessChrome')}": "Chrome, Linux",
    f"{MOZILLA} (Linux; Android 10; K) {CHROME}": "Chrome, Android",
    f"{MOZILLA} (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Version/17.5 Safari/604.1": (
        "Safari, iOS"
    ),
    f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) Version/17.5 Safari/605.1": "Safari, macOS",
    "curl/8.5.0": "curl/8.5.0",
    "x" * 300: "x" * 40,
    "": "",
}


class BrowserNameTests(SimpleTestCase):
    def test_browser_and_system_are_told_in_two_words(self):
        for agent, name in KNOWN.items():
            with self.subTest(agent):
                self.assertEqual(to_browser(agent), name)
