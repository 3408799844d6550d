"""A bucket on this machine: as much of S3 as django-storages asks for (API reference of S3, 2006-03-01)."""

from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

KEY, SECRET, BUCKET = "KEYOFTHETESTS", "sec/ret+of?the#tests@", "pictures"


class Bucket:
    """Objects by their keys. `failing` is a status and a code of S3 that all are answered with."""

    def __init__(self):
        self.objects, self.asked, self.failing, self.page = {}, [], None, 1000
        bucket = self

        class OfThisBucket(Handler):
            of = bucket

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), OfThisBucket)
        self.port = self.server.server_port
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def listed(self, prefix, after):
        """What stands directly below a prefix, in order: keys, and folders with a slash at their end."""
        found = {
            prefix + key.removeprefix(prefix).partition("/")[0] + ("/" if "/" in key[len(prefix) :] else "")
            for key in self.objects
            if key.startswith(prefix)
        }
        return sorted(name for name in found if name > after)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    of: Bucket

    def log_message(self, *args):
        pass

    def handle_one(self):
        parts = urlsplit(self.path)
        bucket, _, key = unquote(parts.path).removeprefix("/").partition("/")
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.of.asked.append((self.command, key, dict(self.headers)))
        if f"Credential={KEY}/" not in self.headers.get("Authorization", ""):
            self.fail(403, "InvalidAccessKeyId")
        elif self.of.failing:
            self.fail(*self.of.failing)
        elif bucket != BUCKET:
            self.fail(404, "NoSuchBucket")
        elif self.command == "PUT":
            self.of.objects[key] = data
            self.answer(200)
        elif self.command == "DELETE":
            self.of.objects.pop(key, None)
            self.answer(204)
        elif not key:
            self.list({name: values[0] for name, values in parse_qs(parts.query).items()})
        elif key in self.of.objects:
            self.answer(200, self.of.objects[key])
        else:
            self.fail(404, "NoSuchKey")

    do_GET = do_HEAD = do_PUT = do_DELETE = handle_one

    def list(self, asked):
        """ListObjects, and ListObjectsV2 where that is asked for."""
        prefix = asked.get("prefix", "")
        names = self.of.listed(prefix, asked.get("marker", asked.get("continuation-token", "")))
        page, more = names[: self.of.page], names[self.of.page :]
        items = "".join(
            f"<CommonPrefixes><Prefix>{escape(name)}</Prefix></CommonPrefixes>"
            if name.endswith("/")
            else f"<Contents><Key>{escape(name)}</Key><Size>{len(self.of.objects[name])}</Size></Contents>"
            for name in page
        )
        last = f"{escape(page[-1])}" if more else ""
        go_on = f"<NextMarker>{last}</NextMarker><NextContinuationToken>{last}</NextContinuationToken>"
        told = f"<IsTruncated>{'true' if more else 'false'}</IsTruncated>{go_on if more else ''}{items}"
        self.answer(200, f"<ListBucketResult>{told}</ListBucketResult>".encode())

    def fail(self, status, code):
        self.answer(status, f"<Error><Code>{code}</Code><Message>canary</Message></Error>".encode())

    def answer(self, status, data=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("ETag", '"e"')
        self.send_header("Last-Modified", formatdate(usegmt=True))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)
