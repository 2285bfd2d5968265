"""The type files of CRVideo: crvideo.d.ts for the classic script, crvideosdk.d.mts for the module, and its exports."""

from __future__ import annotations

import json
from collections.abc import Callable

from webapp.dialects import dts
from webapp.dialects.crvideo.enums import ENUMS, Value
from webapp.dialects.crvideo.reference import PREFIX, REFERENCE
from webapp.dialects.reference import ErrorRow, Text

CLASSIC, MODULE, EXPORTS = "types/crvideo.d.ts", "types/crvideosdk.d.mts", "src/generated/crvideo_exports.ts"
NUMBERS = "src/generated/crvideo_numbers.ts"
ERROR_MAP = "ERR_DEF"

CLASSIC_DOC = """/**
 * Types of crvideosdk.js: functions are globals; so are the holders of callbacks, on which a page sets `.callback`.
 * Reference with live examples: /docs/crvideo/
 */
"""
MODULE_DOC = """/**
 * Types of crvideosdk.mjs: functions, holders and numbers are exports without their prefix, and so they are in the
 * default export. Nothing is put on window.
 * Reference with live examples: /docs/crvideo/
 */
"""
HOLDER = """/** A place for one's own function; null or nothing hears nothing. */
{export}interface CRVideo_Holder<F extends (...args: never[]) => unknown> {{
  callback?: F | null;
  [name: string]: unknown;
}}
"""
GLOBALS = """declare const CRVideo: { readonly sdkver: string; CallID: string };
declare const CRVideo_NOERR: 0;
declare const __Rtc: { crlog(text: unknown): void; rtc_codecs: string };
"""


def rendered() -> dict[str, str]:
    """Path below frontend/ -> text."""
    return {CLASSIC: _classic(), MODULE: _module(), EXPORTS: _exports(), NUMBERS: _numbers()}


def bare(name: str) -> str:
    """A name as the module exports it."""
    return name.removeprefix(PREFIX)


def _classic() -> str:
    parts = [dts.HEAD + CLASSIC_DOC, *_shared("", "declare", dts.as_it_is), GLOBALS]
    return "\n".join(parts)


def _module() -> str:
    exported = [*_maps(), *_names()]
    default = (
        "export declare const NOERR: 0;\n\ndeclare const sdk: {\n  NOERR: 0;\n"
        + "".join(f"  {name}: typeof {name};\n" for name in exported)
        + "};\n"
    )
    parts = [dts.HEAD + MODULE_DOC, *_shared("export ", "export declare", bare), default + "export default sdk;\n"]
    return "\n".join(parts)


def _shared(keyword: str, declare: str, named: Callable[[str], str]) -> list[str]:
    """What both files have, under the names of each."""
    return [
        "".join(_union(keyword, enum, title, values) for enum, (title, values) in ENUMS.items()),
        "".join(_map(f"{declare} const {named(PREFIX + name)}", values) for name, values in _maps().items()),
        *(dts.struct(keyword, row) for row in REFERENCE.structs),
        dts.functions(declare, REFERENCE, named),
        HOLDER.format(export=keyword),
        _callbacks(keyword, named),
        _holders(declare, named),
    ]


def _union(keyword: str, enum: str, title: Text, values: tuple[Value, ...]) -> str:
    words = "; ".join(f"{json.dumps(value)} {english}" for value, _, english, _ in values)
    return f"/** {title[0]}: {words}. */\n{keyword}type {enum} = {' | '.join(json.dumps(v) for v, *_ in values)};\n"


def _maps() -> dict[str, dict[str, int | str]]:
    """The frozen maps of numbers, by name without prefix; only values that the vendor named are in them."""
    named: dict[str, dict[str, int | str]] = {
        bare(enum): {name: value for value, name, *_ in values if name} for enum, (_, values) in ENUMS.items()
    }
    errors: dict[str, int | str] = {row.name: row.value for row in REFERENCE.errors if _is_named(row)}
    return {name: values for name, values in named.items() if values} | {ERROR_MAP: errors}


def _names() -> list[str]:
    """Functions and holders as the module exports them."""
    return [bare(row.name) for row in REFERENCE.functions] + [bare(row.name) for row in REFERENCE.events]


def _is_named(row: ErrorRow) -> bool:
    return not row.name.isdigit()


def _map(declared: str, values: dict[str, int | str]) -> str:
    members = "".join(f"  readonly {name}: {json.dumps(value)};\n" for name, value in values.items())
    return f"{declared}: {{\n{members}}};\n"


def _callbacks(keyword: str, named: Callable[[str], str]) -> str:
    members = dts.handlers(REFERENCE.events, named=named)
    return f"/** Every callback with its arguments. */\n{keyword}interface CRVideoCallbacks {{\n{members}}}\n"


def _holders(declare: str, named: Callable[[str], str]) -> str:
    names = [named(row.name) for row in REFERENCE.events]
    return "".join(f'{declare} const {name}: CRVideo_Holder<CRVideoCallbacks["{name}"]>;\n' for name in names)


def _exports() -> str:
    return "\n".join(
        [
            dts.HEAD,
            'import { api } from "../dialects/crvideo/api";\n',
            f"export const {{ NOERR, {', '.join([*_maps(), *_names()])} }} = api;\nexport default api;\n",
        ]
    )


def _numbers() -> str:
    maps = "".join(f"  {PREFIX}{name}: {json.dumps(values)},\n" for name, values in _maps().items())
    return f"{dts.HEAD}\nexport const CRVIDEO_NUMBERS = {{\n{maps}}} as const;\n"
