from random import Random
from unittest import TestCase

from drills.platter import Create, Platter, Sync, SyncFolder, Truncate, Unlink, Write

TIMES = 200


def disks(platter):
    chance = Random(1)
    return [platter.cut(chance) for _ in range(TIMES)]


class PlatterTests(TestCase):
    def platter(self, *events):
        platter = Platter({1: b"old"}, {"file": 1})
        for event in events:
            platter.take(event)
        return platter

    def test_what_was_synced_is_there(self):
        found = disks(self.platter(Write(1, 0, b"new"), Sync(1)))
        self.assertEqual({disk["file"] for disk in found}, {b"new"})

    def test_what_was_not_is_there_or_not(self):
        found = disks(self.platter(Write(1, 0, b"new")))
        self.assertEqual({disk["file"] for disk in found}, {b"old", b"new"})

    def test_a_later_write_may_come_to_the_disk_without_an_earlier_one(self):
        found = disks(self.platter(Write(1, 0, b"n"), Write(1, 2, b"w")))
        self.assertEqual({disk["file"] for disk in found}, {b"old", b"nld", b"olw", b"nlw"})

    def test_a_write_may_be_torn_between_sectors(self):
        platter = self.platter(Truncate(1, 0), Write(1, 0, bytes(1024)), Sync(1), Write(1, 0, b"x" * 1024))
        found = {(disk["file"][:512], disk["file"][512:]) for disk in disks(platter)}
        new, old = b"x" * 512, bytes(512)
        self.assertTrue({(new, old), (old, new)} <= found)

    def test_a_file_may_be_longer_than_what_was_written_of_it(self):
        platter = self.platter(Write(1, 3, b"a" * 5), Write(1, 8, b"b"))
        contents = {disk["file"] for disk in disks(platter)}
        self.assertTrue(any(len(each) == 9 and b"a" not in each for each in contents))

    def test_a_name_is_sure_only_once_the_folder_was_synced(self):
        platter = self.platter(Create("journal", 2), Write(2, 0, b"x"), Sync(2))
        self.assertEqual({"journal" in disk for disk in disks(platter)}, {True, False})
        platter.take(SyncFolder())
        self.assertEqual({disk["journal"] for disk in disks(platter)}, {b"x"})

    def test_a_deleted_file_may_come_back(self):
        self.assertEqual({"file" in disk for disk in disks(self.platter(Unlink("file")))}, {True, False})
        self.assertEqual(
            {"file" in disk for disk in disks(self.platter(Unlink("file"), SyncFolder()))}, {False}
        )
