import gzip
import tarfile
import tracemalloc
import zlib
from functools import cache
from io import BytesIO
from time import process_time

from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from backups.manifest import Manifest, Media, Sum, Table
from backups.packing import GZIP, to_header
from backups.problems import BackupError
from backups.reading import check, open_archive, rows_of_table

from .archives import FILES, ROWS, assemble, create_archive, create_folder, pack, to_sum


@cache
def zeros(size=192 * 2**20):
    """So many bytes of zeros, packed."""
    gzip = zlib.compressobj(1, zlib.DEFLATED, GZIP)
    chunks = [gzip.compress(bytes(2**20)) for _ in range(size // 2**20)]
    return b"".join([*chunks, gzip.flush()])


WHOLE = create_archive()


class ArchiveCase(SimpleTestCase):
    def setUp(self):
        self.folder = create_folder(self)

    def check(self, data, media=None):
        path = self.folder / "backup.tar"
        path.write_bytes(data)
        with open_archive(path) as archive:
            check(archive, self.folder, media)

    def refuse(self, data, why="broken"):
        with self.assertRaisesRegex(BackupError, why):
            self.check(data)


class WholeArchiveTests(ArchiveCase):
    def test_its_files_are_written_where_it_is_told(self):
        self.check(WHOLE, self.folder / "new")
        found = {name: (self.folder / "new" / name).read_bytes() for name in FILES}
        self.assertEqual(found, FILES)

    def test_its_rows_are_read(self):
        (self.folder / "backup.tar").write_bytes(WHOLE)
        with open_archive(self.folder / "backup.tar") as archive:
            self.assertEqual(list(rows_of_table(archive, archive.manifest.tables[0])), ROWS)

    def test_it_is_a_tar_that_other_programs_read(self):
        with tarfile.open(fileobj=BytesIO(WHOLE)) as archive:
            names = ["manifest.json", "manifest.json.sha256", "rows/notes.entry.jsonl.gz", "media.jsonl.gz"]
            self.assertEqual(archive.getnames(), [*names, "media/images/a.png", "media/images/b.png"])
            self.assertEqual(archive.extractfile("media/images/a.png").read(), b"first")

    def test_long_names_are_read(self):
        self.check(create_archive(files={f"images/{'é' * 120}.png": b"x"}))

    def test_without_rows_and_files_it_is_whole(self):
        self.check(create_archive(rows=[], files={}))


class BrokenArchiveTests(ArchiveCase):
    @settings(deadline=None)
    @given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
    def test_no_byte_may_be_another(self, place, change):
        data = bytearray(WHOLE)
        data[place] ^= change
        self.refuse(bytes(data), "broken|no backup of Commonplace")

    def test_it_may_be_cut_nowhere(self):
        for length in range(0, len(WHOLE), 97):
            with self.subTest(length):
                self.refuse(WHOLE[:length], "broken|no backup of Commonplace")

    def test_nothing_may_follow(self):
        self.refuse(WHOLE + b"\0", "its end is not where it should be")

    def test_other_files_are_told_to_be_none(self):
        for data in (b"", b"text", gzip.compress(b"x" * 9000), b"SQLite format 3\0" * 99, bytes(10240)):
            with self.subTest(data[:10]):
                self.refuse(data, "This file is no backup of Commonplace")

    def test_a_member_may_not_stand_twice(self):
        manifest, members = parts()
        name, data = members[0]
        self.refuse(assemble(manifest, [members[0], (name, data), *members[1:]]), "something else stands")

    def test_a_member_may_not_have_another_name_or_place(self):
        manifest, members = parts()
        self.refuse(assemble(manifest, [("rows/notes.draft.jsonl.gz", members[0][1]), *members[1:]]))
        self.refuse(assemble(manifest, [members[1], members[0], *members[2:]]))
        self.refuse(assemble(manifest, members[:-1]))

    def test_a_link_is_refused(self):
        link = tarfile.TarInfo("media/images/a.png")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        header = to_header("media/images/a.png", len(FILES["images/a.png"]))
        self.refuse(WHOLE.replace(header, link.tobuf(tarfile.GNU_FORMAT)), "something else stands")

    def test_names_that_leave_the_folder_are_refused(self):
        for name in ("../a.png", "/tmp/a.png", "images/../../a.png"):
            with self.subTest(name):
                self.refuse(create_archive(files={name: b"x"}), "would leave the media folder")

    def test_a_file_may_not_be_named_twice(self):
        line = b'["a.png",1,"%s"]\n' % to_sum(b"x").sha256.encode()
        names, sums = pack(self.folder / "names", [line, line])
        manifest, _ = parts()
        manifest = Manifest(**vars(manifest) | {"tables": (), "media": Media(2, 2, *sums)})
        members = [(Media.member, names), ("media/a.png", b"x"), ("media/a.png", b"x")]
        self.refuse(assemble(manifest, members), "a.png twice")

    def test_numbers_that_are_not_true_are_refused(self):
        media = parts()[0].media
        for change in ({"files": 1}, {"files": 3}, {"size": 1}, {"size": media.size + 1}):
            with self.subTest(change):
                self.refuse(create_archive(media=Media(**vars(media) | change)))
        table = parts()[0].tables[0]
        for change in ({"rows": 1}, {"lines": Sum(5, "a" * 64)}, {"packed": Sum(5, "a" * 64)}):
            with self.subTest(change):
                self.refuse(create_archive(tables=(Table(**vars(table) | change),)))


class BombTests(ArchiveCase):
    """Refused within a second and with little memory, nothing written outside."""

    def check(self, data, media=None):
        tracemalloc.start()
        began = process_time()
        try:
            super().check(data, media)
        finally:
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            self.assertLess(process_time() - began, 1)
            self.assertLess(peak, 20 * 2**20)

    def test_more_bytes_than_it_says(self):
        packed = zeros()
        self.refuse(with_table(packed, Sum(100, "a" * 64)), "holds more than it says")

    def test_a_row_without_an_end(self):
        packed = zeros()
        self.refuse(with_table(packed, Sum(2**30, "a" * 64)), "a row without an end")

    def test_more_bytes_than_the_disk_has(self):
        self.refuse(with_table(gzip.compress(b"x"), Sum(2**62, "a" * 64)), "The backup needs at least")

    def test_a_million_members(self):
        manifest, members = parts()
        empty = to_header("media/images/a.png", 0) * 100_000
        self.refuse(assemble(manifest, members)[:-1024] + empty + bytes(1024), "its end is not where")

    def test_a_manifest_of_a_gigabyte(self):
        self.refuse(to_header("manifest.json", 2**30) + bytes(5000), "no backup of Commonplace")


def parts():
    """The manifest and the members behind it of a whole backup."""
    with tarfile.open(fileobj=BytesIO(WHOLE)) as archive:
        members = [(each.name, archive.extractfile(each).read()) for each in archive.getmembers()]
    return Manifest.from_json(members[0][1]), members[2:]


def with_table(packed, lines):
    table = Table("notes.entry", ("id",), 1, 1, lines, to_sum(packed))
    return assemble(Manifest(**vars(parts()[0]) | {"tables": (table,)}), {table.member: packed})
