"""What a text of the reference is: the same sentence in both languages."""

from __future__ import annotations

from typing import TypeAlias

Text: TypeAlias = tuple[str, str]  # English, simplified Chinese
