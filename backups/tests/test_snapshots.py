import os
import signal

from django.test import SimpleTestCase

from backups.snapshots import work_folder

from .archives import create_folder


class WorkFolderTests(SimpleTestCase):
    def test_nobody_else_may_read_it(self):
        with work_folder(create_folder(self)) as folder:
            self.assertEqual(folder.stat().st_mode & 0o777, 0o700)

    def test_nothing_of_it_is_left_when_the_process_is_told_to_end(self):
        parent = create_folder(self)
        former = signal.getsignal(signal.SIGTERM)
        with self.assertRaises(SystemExit), work_folder(parent) as folder:
            (folder / "private.txt").write_text("words")
            os.kill(os.getpid(), signal.SIGTERM)
        self.assertEqual(list(parent.iterdir()), [])
        self.assertIs(signal.getsignal(signal.SIGTERM), former)
