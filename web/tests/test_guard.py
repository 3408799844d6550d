from django.test import SimpleTestCase

from web.guard import Gate, is_public


class PublicTests(SimpleTestCase):
    def test_addresses_of_the_public_internet(self):
        for address in ("8.8.8.8", "151.101.1.1", "100.63.255.255", "100.128.0.0", "2606:4700::1111"):
            self.assertTrue(is_public(address), address)

    def test_addresses_that_are_not(self):
        for address in (
            *(
                "127.0.0.1",
                "127.255.255.254",
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
            ),
            *("192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "168.63.129.16"),
            *("192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1"),
            *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
            *("::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1"),
            *("::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::"),
            *("2001::1", "2001:db8::1", "3fff::1", "100::1", "5f00::1"),
            *("", "localhost", "2130706433", "0177.0.0.1", "127.1", "fe80::1%eth0x y"),
        ):
            self.assertFalse(is_public(address), address)


class GateTests(SimpleTestCase):
    def test_only_ports_of_the_web_are_open(self):
        self.assertTrue(Gate().lets("8.8.8.8", 443))
        self.assertFalse(Gate().lets("8.8.8.8", 25))
        self.assertFalse(Gate().lets("127.0.0.1", 443))

    def test_what_is_opened_is_that_address_at_that_port(self):
        gate = Gate(frozenset({("127.0.0.1", 8000)}))
        self.assertTrue(gate.lets("127.0.0.1", 8000))
        for address, port in (("127.0.0.1", 80), ("127.0.0.2", 8000), ("8.8.8.8", 8000)):
            self.assertFalse(gate.lets(address, port))
