from unittest import mock

from django.test import SimpleTestCase
from redis.exceptions import ConnectionError as NoConnectionError

from config.redis import PAUSE, PatientRedisCache


class PatientRedisCacheTests(SimpleTestCase):
    def setUp(self):
        # Nobody listens on port 1.
        self.cache = PatientRedisCache("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 0.2}})

    def test_without_a_server_nothing_is_found_and_nothing_goes_wrong(self):
        self.cache.set("key", "value", 60)
        self.assertIsNone(self.cache.get("key"))
        self.assertEqual(self.cache.get("key", "other"), "other")

    def test_a_server_that_is_down_is_asked_once_a_second(self):
        client = self.enterContext(mock.patch.object(PatientRedisCache, "_cache"))
        client.get.side_effect = NoConnectionError
        clock = self.enterContext(mock.patch("config.redis.time.monotonic", return_value=100.0))
        for _ in range(5):
            self.cache.get("key")
        self.assertEqual(client.get.call_count, 1)
        clock.return_value += PAUSE
        client.get.side_effect = None
        client.get.return_value = "value"
        self.assertEqual(self.cache.get("key"), "value")
