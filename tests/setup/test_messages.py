"""Translations are compiled at set-up, without gettext on the machine."""

import gettext
import os
from pathlib import Path

import pytest

from webapp.management.messages import ROOT, compile_messages, locale_dirs

CATALOGUE = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Queue"\nmsgstr "排队"\n'


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a catalogue with one translation."""
    path = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(CATALOGUE)
    return path


def test_a_compiled_catalogue_translates(source: Path) -> None:
    (compiled,) = compile_messages(source.parents[2])
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Queue") == "排队"


def test_a_fresh_catalogue_is_left_alone(source: Path) -> None:
    compile_messages(source.parents[2])
    assert compile_messages(source.parents[2]) == []


def test_a_changed_catalogue_is_compiled_again(source: Path) -> None:
    (compiled,) = compile_messages(source.parents[2])
    os.utime(source, (compiled.stat().st_mtime + 1,) * 2)
    assert compile_messages(source.parents[2]) == [compiled]


@pytest.mark.parametrize("folder", locale_dirs(ROOT), ids=lambda folder: str(folder.relative_to(ROOT)))
def test_the_projects_own_catalogues_compile(folder: Path) -> None:
    compile_messages(folder)
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        with source.with_suffix(".mo").open("rb") as file:
            assert gettext.GNUTranslations(file).info()
