from datetime import date, timedelta

from django.contrib.auth.models import User
from django.test import TestCase
from django.utils import timezone

from api.models import MOST_WRITES, Token
from desk.tests.factories import create_staff
from history.models import Version
from notes.models import Entry
from notes.tests.factories import create_entry
from passages.tests.factories import create_owner, create_reader
from topics.tests.factories import create_topic

from .factories import create_token

JSON = "application/json"


class WritingCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = create_owner()
        cls.owner = create_token(user=cls.user, name="phone")
        cls.topic = create_topic(title="A topic", slug="a-topic")

    def post(self, data, *, headers=None, **more):
        headers = (self.owner if headers is None else headers) | more
        return self.client.post("/api/entries", data, content_type=JSON, headers=headers)

    def patch(self, entry, data, *, headers=None):
        address = f"/api/entries/{entry.pk}"
        return self.client.patch(address, data, content_type=JSON, headers=headers or self.owner)


class AddingTests(WritingCase):
    def test_a_text_is_read_like_quick_entry(self):
        response = self.post({"text": "2023-03-11 Read something\n\n#deep #blue", "topics": ["a-topic"]})
        self.assertEqual(response.status_code, 201)
        [said] = response.json()["items"]
        self.assertEqual((said["read_on"], said["body"]), ("2023-03-11", "Read something"))
        self.assertEqual(said["tags"], ["blue", "deep"])
        self.assertEqual([topic["slug"] for topic in said["topics"]], ["a-topic"])
        version = Version.objects.of(Entry.objects.get(pk=said["id"])).get()
        self.assertEqual((version.saved_by, version.note), (self.user, "Through the API: phone"))

    def test_a_text_may_be_several_entries(self):
        response = self.post({"text": "- one\n- two", "read_on": "2023-03-11", "visibility": "private"})
        said = response.json()["items"]
        self.assertEqual([each["body"] for each in said], ["one", "two"])
        self.assertEqual({each["visibility"] for each in said}, {"private"})

    def test_a_body_is_kept_as_it_stands(self):
        body = "2023-03-11 Read\n- one\n- two\n\n#deep"
        [said] = self.post({"body": body, "tags": ["Two words", 'a "b", c'], "note": "Why"}).json()["items"]
        self.assertEqual((said["body"], said["tags"]), (body, ["Two words", 'a "b", c']))
        self.assertEqual(said["read_on"], timezone.localdate().isoformat())
        self.assertEqual(Version.objects.of(Entry.objects.get()).get().note, "Why")

    def test_what_is_sent_twice_with_one_key_is_written_once(self):
        first = self.post({"text": "Once"}, **{"Idempotency-Key": "a key"})
        again = self.post({"text": "Once"}, **{"Idempotency-Key": "a key"})
        self.assertEqual((first.status_code, again.status_code), (201, 200))
        self.assertEqual(first.json(), again.json())
        self.post({"text": "Once"}, **{"Idempotency-Key": "another"})
        self.assertEqual(Entry.objects.count(), 2)

    def test_what_cannot_be_kept_is_refused_at_its_field(self):
        far = (timezone.localdate() + timedelta(days=9)).isoformat()
        for data, field in (
            ({}, "text"),
            ({"text": " "}, "text"),
            ({"body": " "}, "body"),
            ({"text": "a\0b"}, "text"),
            ({"body": "a\0b"}, "body"),
            ({"text": "x" * 3_000_000}, "text"),
            ({"body": "x\n" * 1_500_000}, "body"),
            ({"text": "a", "body": "a"}, "text"),
            ({"text": "2/30 What"}, "text"),
            ({"text": "a", "read_on": "0000-01-01"}, "read_on"),
            ({"text": "a", "read_on": "0001-01-01"}, "read_on"),
            ({"text": "a", "read_on": "2023-02-30"}, "read_on"),
            ({"text": "a", "read_on": 5}, "read_on"),
            ({"text": "a", "read_on": None}, "read_on"),
            ({"text": "a", "read_on": far}, "read_on"),
            ({"text": "a", "tags": ["x" * 300]}, "tags"),
            ({"text": "a", "tags": ["a\0"]}, "tags"),
            ({"text": "a", "tags": "word"}, "tags"),
            ({"text": "a", "tags": [1]}, "tags.0"),
            ({"text": "a", "topics": ["nowhere"]}, "topics"),
            ({"text": "a", "topics": ["a\0"]}, "topics"),
            ({"text": "a", "visibility": "secret"}, "visibility"),
            ({"text": "a", "note": "x" * 300}, "note"),
            ({"text": "a", "note": "\0"}, "note"),
            ({"text": "a", "colour": "red"}, "colour"),
        ):
            with self.subTest(str(data)[:60]):
                response = self.post(data)
                self.assertEqual(response.status_code, 422)
                self.assertEqual(list(response.json()["fields"]), [field])
                self.assertTrue(response.json()["detail"])
        self.assertEqual(Entry.objects.count(), 0)

    def test_what_is_wrong_is_said_once(self):
        for topics in (["nowhere"], ["a-topic", "nowhere"], ["nowhere", "nowhere"]):
            said = self.post({"text": "a", "topics": topics}).json()["fields"]
            self.assertEqual(said, {"topics": ["There is no topic nowhere."]})

    def test_what_is_no_json_is_refused(self):
        Token.objects.update(writes=0)
        for text, status in (
            ("{", 400),
            ("[" * 100_000, 400),
            ('{"text": ' + "9" * 10_000 + "}", 400),
            (b"\xff", 400),
            ("", 415),
            ("[]", 422),
            ("3", 422),
            ('{"text": "\\ud800"}', 422),
            ('{"text": "a", "tags": ["\\ud800"]}', 422),
            ('{"text": NaN}', 422),
            ('{"text": "' + "x" * 11 * 2**20 + '"}', 413),
        ):
            with self.subTest(text[:40]):
                response = self.client.post("/api/entries", text, content_type=JSON, headers=self.owner)
                self.assertEqual(response.status_code, status, response.content[:200])
                self.assertTrue(response.json()["detail"])
        form = self.client.post("/api/entries", {"text": "a"}, headers=self.owner)
        self.assertEqual(form.status_code, 415)


class ChangingTests(WritingCase):
    def test_only_what_is_sent_changes(self):
        entry = create_entry(body="Old", tags=["a"], topics=[self.topic], read_on=date(2023, 3, 11))
        said = self.patch(entry, {"body": "New", "stamp": entry.stamp}).json()
        self.assertEqual((said["body"], said["tags"], said["read_on"]), ("New", ["a"], "2023-03-11"))
        self.assertEqual(len(said["topics"]), 1)
        self.assertEqual(Version.objects.of(entry).first().note, "Through the API: phone")
        said = self.patch(entry, {"tags": [], "topics": [], "visibility": "private"}).json()
        self.assertEqual((said["tags"], said["topics"], said["visibility"]), ([], [], "private"))
        said = self.patch(entry, {"read_on": "2024-01-01", "tags": ["b"], "note": "Moved"}).json()
        self.assertEqual((said["read_on"], said["tags"], said["body"]), ("2024-01-01", ["b"], "New"))
        self.assertEqual(Version.objects.of(entry).first().note, "Moved")
        self.assertEqual(self.patch(entry, {}).status_code, 200)

    def test_what_somebody_else_saved_meanwhile_is_not_overwritten(self):
        entry = create_entry(body="First")
        stamp = entry.stamp
        self.patch(entry, {"body": "Theirs"})
        response = self.patch(entry, {"body": "Mine", "stamp": stamp})
        self.assertEqual(response.status_code, 409)
        said = response.json()
        self.assertEqual((said["entry"]["body"], said["yours"]["body"]), ("Theirs", "Mine"))
        response = self.patch(entry, {"body": "Mine", "stamp": said["entry"]["stamp"]})
        self.assertEqual(response.status_code, 200)

    def test_what_cannot_be_kept_is_refused_at_its_field(self):
        entry = create_entry(body="Old")
        for data, field in (
            ({"body": "a\0"}, "body"),
            ({"read_on": "0001-01-01"}, "read_on"),
            ({"tags": ["x" * 300]}, "tags"),
            ({"topics": ["nowhere"]}, "topics"),
            ({"visibility": ""}, "visibility"),
            ({"note": "\0"}, "note"),
            ({"stamp": "\0"}, "stamp"),
            ({"text": "a"}, "text"),
        ):
            response = self.patch(entry, data)
            self.assertEqual(response.status_code, 422, data)
            self.assertEqual(list(response.json()["fields"]), [field])
        entry.refresh_from_db()
        self.assertEqual(entry.body, "Old")

    def test_topics_that_the_writer_does_not_see_stay(self):
        hidden = create_topic(title="Hidden", slug="hidden", visibility="private")
        entry = create_entry(topics=[hidden])
        writer = create_token(user=create_staff("change_entry"))
        said = self.patch(entry, {"topics": ["a-topic"]}, headers=writer).json()
        self.assertEqual([topic["slug"] for topic in said["topics"]], ["a-topic"])
        self.assertEqual(entry.topics.count(), 2)
        self.assertEqual(self.patch(entry, {"topics": ["hidden"]}, headers=writer).status_code, 422)


class RightsTests(WritingCase):
    def test_a_token_has_the_rights_of_its_user(self):
        entry = create_entry(body="Old")
        outsider = create_reader(may_change=["entry"])
        for user, added, changed in (
            (create_reader(), 403, 403),
            (outsider, 403, 403),
            (create_staff(username="a"), 403, 403),
            (create_staff("add_entry", username="b"), 201, 403),
            (create_staff("change_entry", username="c"), 403, 200),
        ):
            token = create_token(user=user)
            self.assertEqual(self.post({"text": "a"}, headers=token).status_code, added, user)
            self.assertEqual(self.patch(entry, {"body": "b"}, headers=token).status_code, changed, user)

    def test_without_a_token_that_holds_nothing_is_written(self):
        entry = create_entry(body="Old")
        self.client.force_login(self.user)  # a session is none
        revoked = create_token(user=self.user, revoked_at=timezone.now())
        gone = create_token(user=User.objects.create_superuser("gone", is_active=False))
        for headers in (
            {"X-Nothing": ""},
            revoked,
            gone,
            {"Authorization": "Bearer x"},
            {"Authorization": "Basic x"},
        ):
            for response in (
                self.post({"text": "a"}, headers=headers),
                self.patch(entry, {}, headers=headers),
            ):
                self.assertEqual(response.status_code, 401)
                self.assertTrue(response.headers["WWW-Authenticate"].startswith("Bearer"))
                self.assertTrue(response.json()["detail"])
        for headers in (revoked, gone):  # nor read
            self.assertEqual(self.client.get("/api/entries", headers=headers).status_code, 401)
        self.assertEqual(Entry.objects.count(), 1)

    def test_nothing_is_deleted(self):
        entry = create_entry()
        response = self.client.delete(f"/api/entries/{entry.pk}", headers=self.owner)
        self.assertEqual(response.status_code, 405)


class LimitTests(WritingCase):
    def test_a_token_writes_so_often_in_a_minute(self):
        Token.objects.update(writes=MOST_WRITES - 1)
        self.assertEqual(self.post({"text": "The last"}).status_code, 201)
        response = self.post({"text": "One more"})
        self.assertEqual(response.status_code, 429)
        self.assertTrue(1 <= int(response.headers["Retry-After"]) <= 61)
        self.assertEqual(self.client.get("/api/entries", headers=self.owner).status_code, 200)
        other = create_token(user=self.user)
        self.assertEqual(self.post({"text": "Another program"}, headers=other).status_code, 201)

    def test_the_next_minute_begins_anew(self):
        Token.objects.update(writes=MOST_WRITES, window_began_at=timezone.now() - timedelta(minutes=2))
        self.assertEqual(self.post({"text": "A"}).status_code, 201)
        self.assertEqual(Token.objects.get().writes, 1)

    def test_use_is_noted_once_a_minute(self):
        self.client.get("/api/entries", headers=self.owner)
        used_at = Token.objects.get().used_at
        self.assertIsNotNone(used_at)
        self.client.get("/api/entries", headers=self.owner)
        self.assertEqual(Token.objects.get().used_at, used_at)
