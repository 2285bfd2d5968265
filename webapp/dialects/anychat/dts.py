"""The type files of AnyChat: anychat.d.ts for the classic script, anychatsdk.d.mts for the module, and its exports."""

from __future__ import annotations

from webapp.dialects import dts
from webapp.dialects.anychat.constants import CONSTANTS
from webapp.dialects.anychat.reference import REFERENCE

CLASSIC, MODULE, EXPORTS = "types/anychat.d.ts", "types/anychatsdk.d.mts", "src/generated/anychat_exports.ts"

CLASSIC_DOC = """/**
 * Types of anychatsdk.js: functions and constants are globals, events are handlers that the page defines as globals.
 * Reference with live examples: /docs/anychat/
 */
"""
MODULE_DOC = """/**
 * Types of anychatsdk.mjs: functions and constants are exports, events are heard with `on`.
 * Reference with live examples: /docs/anychat/
 */
"""
BESIDE = """/** Something that happened to one of one's own devices without the page's doing. */
{export}interface AnyChatDeviceNews {{
  device: "camera" | "microphone" | "screen";
  /** Which camera; 0 is the first. */
  index: number;
  /** lost: none took its place; missed: wanted and not to be had; returned: opened by itself; replaced: by another. */
  state: "lost" | "missed" | "returned" | "replaced";
  /** Why it was missed: denied, dismissed, missing, busy, unsupported or failed; else "". */
  reason: string;
  /** The device that took the place, else "". */
  name: string;
}}
/** 10 best .. 0 nothing arrives, and why: fine, loss, delay, freeze, cpu, bandwidth or silence. */
{export}interface AnyChatQuality {{ score: number; reason: string }}
"""
ANYCHAT_GLOBAL = """/** What pages may use beyond the vendor's functions. */
interface AnyChatGlobal {
  version: string;
  /** Shows the SDK's own log lines in the console. */
  verbose(on: boolean): void;
  /** Hears whether the browser keeps remote sound silent until the user touches the page; returns an "end". */
  onSoundBlocked(listener: (blocked: boolean) => void): () => void;
  /** Plays what was kept silent; call it from a click. */
  resumeSound(): Promise<void>;
  /** Hears what happens to one's own devices by itself; returns an "end". */
  onDevice(listener: (news: AnyChatDeviceNews) => void): () => void;
  /** Which picture codec this page sends where the server offers it, like "H264"; "" leaves it to the server. */
  preferVideoCodec(codec: string): void;
  /** How well somebody arrives, or how well this page sends (-1); null until it is known. */
  qualityOf(user: number): AnyChatQuality | null;
  /** Whether the link of somebody in the room is lost and their page is waited for. */
  isAway(user: number): boolean;
}
declare const anychat: AnyChatGlobal;
"""
MODULE_TAIL = """/** Hears an event; several handlers may hear the same one. Returns a function that ends it. */
export declare function on<E extends keyof AnyChatEvents>(event: E, handler: AnyChatEvents[E]): () => void;
/** Version of the SDK. */
export declare const version: string;
/** Shows the SDK's own log lines in the console. */
export declare function verbose(on: boolean): void;
/** Hears whether the browser keeps remote sound silent until the user touches the page; returns an "end". */
export declare function onSoundBlocked(listener: (blocked: boolean) => void): () => void;
/** Plays what was kept silent; call it from a click. */
export declare function resumeSound(): Promise<void>;
/** Hears what happens to one's own devices by itself; returns an "end". */
export declare function onDevice(listener: (news: AnyChatDeviceNews) => void): () => void;
/** Which picture codec this page sends where the server offers it, like "H264"; "" leaves it to the server. */
export declare function preferVideoCodec(codec: string): void;
/** How well somebody arrives, or how well this page sends (-1); null until it is known. */
export declare function qualityOf(user: number): AnyChatQuality | null;
/** Whether the link of somebody in the room is lost and their page is waited for. */
export declare function isAway(user: number): boolean;
"""


def rendered() -> dict[str, str]:
    """Path below frontend/ -> text."""
    return {CLASSIC: _classic(), MODULE: _module(), EXPORTS: _exports()}


def _classic() -> str:
    about = "/** The same events as globals: a page defines those that it wants to hear. */\n"
    window = f"{about}interface Window {{\n{dts.handlers(REFERENCE.events, optional=True)}}}\n"
    parts = [
        dts.HEAD + CLASSIC_DOC,
        dts.functions("declare", REFERENCE),
        dts.constants("declare", REFERENCE),
        _events(""),
        window,
        BESIDE.format(export=""),
        ANYCHAT_GLOBAL,
    ]
    return "\n".join(parts)


def _module() -> str:
    parts = [
        dts.HEAD + MODULE_DOC,
        dts.functions("export declare", REFERENCE),
        dts.constants("export declare", REFERENCE),
        _events("export "),
        BESIDE.format(export="export "),
        MODULE_TAIL,
    ]
    return "\n".join(parts)


def _events(keyword: str) -> str:
    members = dts.handlers(REFERENCE.events)
    return f"/** Every event with its arguments. */\n{keyword}interface AnyChatEvents {{\n{members}}}\n"


def _exports() -> str:
    names = ", ".join(row.name for row in REFERENCE.functions)
    return "\n".join(
        [
            dts.HEAD,
            'import { ANYCHAT_CONSTANTS } from "./anychat";',
            'import { api } from "../dialects/anychat/api";\n',
            f"export const {{ {names} }} = api;",
            f"export const {{ {', '.join(CONSTANTS)} }} = ANYCHAT_CONSTANTS;\n",
        ]
    )
