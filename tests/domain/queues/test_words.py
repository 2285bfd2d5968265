"""The admin speaks Chinese as well: every word of calls and queues is translated."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("app", ["calls", "queues"])
def test_every_field_and_choice_has_a_chinese_word(app: str) -> None:
    """Issue 2, item 6: zh-Hans and English; the English word is the source."""
    from django.apps import apps
    from django.utils import translation

    with translation.override("zh-hans"):
        for model in apps.get_app_config(app).get_models():
            words = [str(model._meta.verbose_name), str(model._meta.verbose_name_plural)]
            for field in model._meta.get_fields():
                if field.auto_created or not hasattr(field, "verbose_name"):
                    continue
                words += [str(field.verbose_name), *(str(label) for _, label in getattr(field, "choices", None) or ())]
            english = [word for word in words if word.isascii() and word != "ID"]
            assert not english, f"{model.__name__}: {english}"
