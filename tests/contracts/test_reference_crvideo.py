"""CRVideo: the functions, callbacks, structures, lists and errors of the contract are in reference and types."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from webapp.dialects.crvideo import facts
from webapp.dialects.crvideo.enums import ENUMS
from webapp.dialects.crvideo.errors import CrErr
from webapp.dialects.crvideo.printed import MANUAL
from webapp.dialects.crvideo.reference import PREFIX, REFERENCE
from webapp.dialects.crvideo.texts.functions import FUNCTIONS

ROOT = Path(__file__).resolve().parent.parent.parent
CONTRACT: Any = json.loads((Path(__file__).parent / "facts" / "crvideo.json").read_text(encoding="utf-8"))
# The contract's own name -> ours, and what only an installed client has.
ERROR_LIST = "CRVideo_ERR_DEF"


def test_every_function_of_the_contract_is_there_and_has_words() -> None:
    """Session API manual and web docs: 109 functions."""
    printed = {f["name"] for f in CONTRACT["functions"]}
    assert printed - {row.name for row in REFERENCE.functions} == set()
    assert printed - {PREFIX + name for part in FUNCTIONS.values() for name in part} == set()


def test_a_function_takes_the_printed_parameters_first() -> None:
    """In the printed order; what the headings forget (cookies, texts for the other side) comes behind."""
    ours = {row.name: [param.name for param in row.params] for row in REFERENCE.functions}
    printed = {f["name"]: [p["name"] for p in f["params"]] for f in CONTRACT["functions"]}
    wrong = {
        name: ours[name] for name, params in printed.items() if name in ours and ours[name][: len(params)] != params
    }
    assert wrong == {}


def test_every_callback_of_the_contract_has_words_a_holder_and_its_arguments() -> None:
    """Session API manual and web docs: 114 callbacks; where the two print other arguments, those of the web docs.

    An argument of ours (who did it) comes behind.
    """
    ours = {row.name: [name for name, _ in row.params] for row in REFERENCE.events}
    same = {"sdkEr": "sdkErr", "userExtDat": "usrExtDat"}
    names = lambda params: [same.get(name, name) for name in params]  # noqa: E731
    contract = {c["name"]: names(c.get("web_params") or c["params"]) for c in CONTRACT["callbacks"]}
    assert {n: p for n, p in contract.items() if n not in ours or names(ours[n])[: len(p)] != p} == {}
    holders = (ROOT / "frontend/src/dialects/crvideo/holders.ts").read_text(encoding="utf-8")
    assert {name for name in ours if not re.search(rf"\b{name.removeprefix(PREFIX)}\b", holders)} == set()


def test_every_structure_has_the_contracts_fields() -> None:
    """29 structures; maps have a key instead of fields."""
    ours = {row.name: {field.name for field in row.fields} for row in REFERENCE.structs}
    printed = {s["name"]: {f["name"] for f in s["fields"]} for s in CONTRACT["structs"]}
    maps = {"CRVideo_MeetingAttrObjs", "CRVideo_UsrMeetingAttrObjs"}
    assert {name for name, fields in printed.items() if name not in maps and ours.get(name) != fields} == set()
    assert maps <= ours.keys()


def test_every_view_component_has_the_contracts_methods() -> None:
    """22 methods; setMark is the shared screen's alone."""
    ours = {row.name: {field.name for field in row.fields} for row in REFERENCE.structs}
    methods = {m["name"] for m in CONTRACT["ui_methods"]}
    for component in CONTRACT["ui_objects"]:
        assert methods - ours[component["name"]] <= {"setMark"}
    assert methods <= ours["CRVideo_ScreenShareObj"]


def test_every_list_of_numbers_has_the_contracts_values() -> None:
    """Constants manual: microphone, camera, mixer and output states; web docs: the others. 22 lists with the errors."""
    printed = {e["name"]: [(v["value"], v["name"]) for v in e["values"]] for e in CONTRACT["enums"]}
    errors = printed.pop(ERROR_LIST)
    assert {name: [(value, word) for value, word, *_ in values] for name, (_, values) in ENUMS.items()} == printed
    assert {value for value, _ in errors} <= {int(code) for code in CrErr}


def test_every_error_has_the_contracts_number_and_name() -> None:
    """Constants manual, error table, and what the web docs and pages add: 104 errors."""
    ours = {row.value: row.name for row in REFERENCE.errors}
    assert ours == {e["value"]: e["name"] or str(e["value"]) for e in CONTRACT["errors"]}


def test_what_the_manual_prints_is_marked() -> None:
    """The session API manual has 23 functions and 45 callbacks."""
    rows = [*CONTRACT["functions"], *CONTRACT["callbacks"]]
    assert {row["name"].removeprefix(PREFIX) for row in rows if row["in_seed"]} == MANUAL


def test_facts_name_what_exists() -> None:
    """A fact about a function or a callback that nobody has is a slip of the pen."""
    functions = {name for part in FUNCTIONS.values() for name in part}
    assert facts.REFUSALS.keys() | facts.RAISES.keys() | facts.RETURN_TYPES.keys() <= functions
    dotted = {key.partition(".")[0] for key in (*facts.ADDED_BY_PAGE, *facts.TYPES) if "." in key}
    assert dotted <= functions
