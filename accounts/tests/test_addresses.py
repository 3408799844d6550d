from django.test import SimpleTestCase

from accounts.addresses import to_address


class AddressTests(SimpleTestCase):
    def test_nothing_that_a_reader_writes_is_believed_without_a_proxy(self):
        self.assertEqual(to_address("192.0.2.1", "198.51.100.9", 0), "192.0.2.1")

    def test_each_trusted_proxy_tells_who_asked_it(self):
        said = "203.0.113.5, 198.51.100.9, 192.0.2.7"
        self.assertEqual(to_address("127.0.0.1", said, 1), "192.0.2.7")
        self.assertEqual(to_address("127.0.0.1", said, 2), "198.51.100.9")

    def test_who_goes_past_the_proxies_says_nothing_of_themselves(self):
        self.assertEqual(to_address("192.0.2.1", "198.51.100.9", 2), "192.0.2.1")
        self.assertEqual(to_address("192.0.2.1", "", 1), "192.0.2.1")

    def test_ports_brackets_and_zones_are_left_out(self):
        self.assertEqual(to_address("127.0.0.1", "192.0.2.7:5080", 1), "192.0.2.7")
        self.assertEqual(to_address("127.0.0.1", "[2001:db8:1:2:3::4]:443", 1), "2001:db8:1:2::")
        self.assertEqual(to_address("fe80::1%eth0", "", 0), "fe80::")

    def test_all_addresses_of_one_customer_are_one(self):
        self.assertEqual(to_address("2001:db8:1:2:aaaa::1", "", 0), to_address("2001:db8:1:2:bbbb::9", "", 0))
        self.assertEqual(to_address("::ffff:192.0.2.7", "", 0), "192.0.2.7")
        self.assertEqual(to_address("::1", "", 0), "::1")

    def test_what_is_no_address_is_not_taken_for_one(self):
        for said in ("unknown", "999.1.1.1", "<script>", "_hidden", "1.2.3.4.5:80"):
            self.assertEqual(to_address("192.0.2.1", said, 1), "192.0.2.1", said)
        self.assertIsNone(to_address("", "", 0))
