"""The sections of the manuals (they have no numbers) and the files that specify them."""

from __future__ import annotations

SPEC, PAGES, BROWSER = "tests/spec/crvideo", "tests/frontend/dialects/crvideo", "tests/e2e"

# section, as the tests cite it: what it is about, and the files whose tests cite it
CHAPTERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "Login": ("login, logout", (f"{SPEC}/test_login.py", f"{SPEC}/test_auth_codes.py", f"{SPEC}/test_tokens.py")),
    "SetDNDStatus": ("do not disturb", (f"{SPEC}/test_login.py",)),
    "GetUserStatus": ("status of users and its push", (f"{SPEC}/test_login.py",)),
    "CreateMeeting": ("meetings are made", (f"{SPEC}/test_room.py",)),
    "EnterMeeting": ("meetings are entered and left", (f"{SPEC}/test_room.py",)),
    "members": ("what is known of members", (f"{SPEC}/test_room.py",)),
    "Call": ("calls", (f"{SPEC}/test_calls.py",)),
    "CallMoreParty": ("third parties", (f"{SPEC}/test_third_party.py",)),
    "SendCmd": ("small data", (f"{SPEC}/test_text.py",)),
    "SendBuffer": ("large data and files", (f"{SPEC}/test_transfer.py",)),
    "CRVideo_ERR_DEF": ("error numbers", (f"{SPEC}/test_errors.py",)),
    "CRVideo_ASTATUS": ("states of microphones", (f"{SPEC}/test_states.py",)),
    "CRVideo_VSTATUS": ("states of cameras", (f"{SPEC}/test_states.py",)),
    "CRVideo_MIXER_STATE": ("states of mixers", (f"{SPEC}/test_states.py",)),
    "OUTPUT_STATE": ("states of outputs", (f"{SPEC}/test_states.py",)),
}
