"""The admin's own headings: nothing of it is left in the wrong language."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import translation

pytestmark = pytest.mark.django_db

OUR_APPS = [config.label for config in apps.get_app_configs() if config.name.startswith("webapp.domain.")]


@pytest.fixture
def admin(client: Client) -> Client:
    """A browser in which the administrator is logged in."""
    client.force_login(get_user_model().objects.create_superuser("boss"))
    return client


@pytest.mark.parametrize("label", OUR_APPS)
@pytest.mark.parametrize(("language", "written"), [("zh-hans", r"[一-鿿]+"), ("en", r"[A-Z][A-Za-z ]+")])
def test_every_group_of_tables_is_headed_in_the_readers_language(
    admin: Client, label: str, language: str, written: str
) -> None:
    """The index names each app in words of that language only, not by its label in the code."""
    page = admin.get("/admin/", headers={"accept-language": language}).content.decode()
    heading = re.search(rf'<a href="/admin/{label}/"[^>]*>\s*([^<]+?)\s*</a>', page)
    assert heading is not None, label
    assert re.fullmatch(written, heading[1]), heading[1]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_list_can_be_searched_and_filtered(admin: Client, language: str) -> None:
    """Each table of ours answers a search for odd characters with a list, never with an error."""
    listed = re.findall(
        r'<th scope="row"[^>]*>\s*<a href="(/admin/[a-z]+/[a-z]+/)"', admin.get("/admin/").content.decode()
    )
    ours = [path for path in listed if path.split("/")[2] in OUR_APPS]
    assert len(ours) >= len(OUR_APPS)
    for path in ours:
        answer = admin.get(path, {"q": "9' % _ 张\\"}, headers={"accept-language": language})
        assert answer.status_code == 200, path
        page = answer.content.decode()
        assert 'id="searchbar"' in page, path
        assert f"{path}?e=1" not in page, path


# Not words of a language.
SYSTEMS = {"Windows", "iOS", "Linux", "Mac", "Windows Phone", "Windows CE"}
NEUTRAL = frozenset({"ID", "SHA-256", "wparam", "lparam", *SYSTEMS})


def _words_of(label: str) -> set[str]:
    models = list(apps.get_app_config(label).get_models())
    fields = [field for model in models for field in model._meta.fields if field.editable]
    said: list[Any] = [name for model in models for name in (model._meta.verbose_name, model._meta.verbose_name_plural)]
    said += [text for field in fields for text in (field.verbose_name, field.help_text)]
    said += [text for field in fields for _, text in field.choices or ()]
    return {str(text) for text in said}


@pytest.mark.parametrize("label", OUR_APPS)
def test_every_table_column_and_choice_has_its_chinese_word(label: str) -> None:
    """Nothing that an administrator reads in Chinese is left in English."""
    with translation.override("zh-hans"):
        left = {text for text in _words_of(label) if text.isascii() and any(map(str.isalpha, text))}
    assert left <= NEUTRAL
