"""The forms of the pages that answer over HTTP."""

from __future__ import annotations

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_ROOM = 2**31 - 1
MOST_NAME = 40


def _input(**attrs: str | int | Promise) -> dict[str, object]:
    return {"class": "input", **attrs}


class JoinForm(forms.Form):
    """Who wants to enter which room."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=MOST_NAME,
        widget=forms.TextInput(attrs=_input(autocomplete="name")),
        error_messages={
            "required": _("Please tell the others your name."),
            "max_length": _("The name may have at most %(limit_value)d characters."),
        },
    )
    room = forms.IntegerField(
        label=_("Room number"),
        min_value=1,
        max_value=MOST_ROOM,
        widget=forms.TextInput(attrs=_input(inputmode="numeric", autocomplete="off")),
        error_messages={
            "required": _("Please enter the number of the room."),
            "invalid": _("A room number consists of digits only."),
            "min_value": _("Room numbers start at 1."),
            "max_value": _("There is no room with so large a number."),
        },
    )

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> object:
        """Mark a refused field, so that a screen reader says it is wrong."""
        if self.is_bound and field_name in self.errors:
            field.widget.attrs["aria-invalid"] = "true"
        return super().get_initial_for_field(field, field_name)
