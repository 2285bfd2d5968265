"""The chapters of the manual and the files that specify them."""

from __future__ import annotations

SPEC, PAGES, BROWSER = "tests/spec/anychat", "tests/frontend/dialects/anychat", "tests/e2e"

# chapter: what it is about, and the files whose tests cite it
CHAPTERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "2.2": ("order of calls", (f"{SPEC}/test_ch_2_2_order.py", f"{BROWSER}/test_anychat.py")),
    "3.1": ("options", (f"{SPEC}/ch_3_1_options.test.ts", f"{SPEC}/test_record_kinds.py")),
    "3.2": ("devices", (f"{SPEC}/ch_3_2_devices.test.ts",)),
    "3.3": ("stream information", (f"{SPEC}/ch_3_3_streams.test.ts",)),
    "3.4": ("states of users", (f"{SPEC}/ch_3_4_states.test.ts", f"{SPEC}/test_record.py")),
    "3.5": ("kinds of recording", (f"{SPEC}/test_record_kinds.py", f"{PAGES}/effects.test.ts")),
    "3.6": ("business objects: numbers", (f"{SPEC}/test_ch_3_6_numbers.py", f"{SPEC}/ch_3_6_objects.test.ts")),
    "4.1": ("basic events", (f"{SPEC}/test_login.py", f"{SPEC}/test_room.py")),
    "4.2": ("friends' events", (f"{SPEC}/test_login.py",)),
    "4.3": (
        "state events",
        (f"{SPEC}/test_av.py", f"{SPEC}/ch_3_2_devices.test.ts", f"{SPEC}/test_p2p.py", f"{SPEC}/test_record.py"),
    ),
    "4.4": ("text events", (f"{SPEC}/test_text.py",)),
    "4.5": ("data events", (f"{SPEC}/test_transfer.py", f"{SPEC}/test_text.py")),
    "4.6": ("call events", (f"{SPEC}/test_calls.py",)),
    "4.7": ("object events", (f"{SPEC}/test_queues.py", f"{SPEC}/test_ch_4_7_objects.py", f"{PAGES}/dispatch.test.ts")),
    "5.1": ("initialise and release", (f"{SPEC}/test_login.py", f"{PAGES}/order.test.ts")),
    "5.2": ("login, calls, rooms", (f"{SPEC}/test_login.py", f"{SPEC}/test_calls.py", f"{SPEC}/test_room.py")),
    "5.3": ("cameras and microphones", (f"{SPEC}/test_av.py", f"{PAGES}/views.test.ts")),
    "5.4": ("states", (f"{SPEC}/test_av.py", f"{SPEC}/ch_3_4_states.test.ts")),
    "5.5": ("text, data, recording", (f"{SPEC}/test_text.py", f"{SPEC}/test_transfer.py", f"{SPEC}/test_record.py")),
    "5.6": (
        "friends",
        (
            f"{SPEC}/test_login.py",
            f"{SPEC}/test_friend_lists.py",
            f"{SPEC}/test_user_info.py",
            f"{PAGES}/local.test.ts",
        ),
    ),
    "5.7": ("settings", (f"{SPEC}/ch_3_1_options.test.ts", f"{SPEC}/ch_3_2_devices.test.ts", f"{PAGES}/local.test.ts")),
    "5.8": (
        "queueing",
        (f"{SPEC}/test_queues.py", f"{SPEC}/test_ch_4_7_objects.py", f"{SPEC}/ch_3_6_objects.test.ts"),
    ),
    "6": ("error numbers", (f"{SPEC}/test_ch_6_errors.py",)),
}
