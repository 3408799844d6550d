from django.apps import apps
from django.test import SimpleTestCase

from backups.states import LEFT_OUT, models_at, name_of, newest, tables_at


class LeftOutTests(SimpleTestCase):
    """Every table is part of a backup, or it is named."""

    def test_every_model_is_part_of_a_backup(self):
        models = apps.get_models(include_auto_created=True)
        tables = {name_of(model) for model in models if model._meta.managed and not model._meta.proxy}
        self.assertEqual({name_of(model) for model in models_at(newest())}, tables - LEFT_OUT)

    def test_what_is_left_out_is_there(self):
        self.assertLessEqual(LEFT_OUT, {name_of(model) for model in tables_at(newest())})

    def test_no_row_is_divided_between_tables(self):
        for model in models_at(newest()):
            with self.subTest(name_of(model)):
                self.assertEqual(model._meta.parents, {})
