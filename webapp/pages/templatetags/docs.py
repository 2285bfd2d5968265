"""Filters of the reference pages."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

register = template.Library()


@register.filter
def said(text: tuple[str, str]) -> str:
    """A text of the reference in the reader's language; the pair is English, Chinese."""
    return text[1] if (get_language() or "").startswith("zh") else text[0]


@register.filter
def searched(name: str, text: tuple[str, str]) -> str:
    """What the search box finds a row by: its name and its words in both languages."""
    return f"{name} {text[0]} {text[1]}".lower()
