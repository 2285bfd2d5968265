"""All dialects by name, for whoever routes, delivers or exports."""

from __future__ import annotations

from webapp.dialects.anychat import ANYCHAT
from webapp.dialects.base import Dialect
from webapp.dialects.conference import CONFERENCE
from webapp.dialects.crvideo import CRVIDEO

DIALECTS: dict[str, Dialect] = {dialect.name: dialect for dialect in (ANYCHAT, CRVIDEO, CONFERENCE)}
