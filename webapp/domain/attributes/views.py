"""What pages know of an attribute."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.domain.attributes.models import Attribute
from webapp.kernel import clock


@dataclass(frozen=True, slots=True)
class AttributeView:
    """The text, who wrote it last, and when."""

    value: str
    writer_external_id: str
    written_ms: int


def attribute_view(attribute: Attribute) -> AttributeView:
    """The view of an attribute whose writer is loaded; a forgotten writer has no name."""
    writer = attribute.writer.external_id if attribute.writer else ""
    return AttributeView(attribute.value, writer, clock.ms(attribute.written_at))
