"""The conference SDK's states and structs, as JSON objects with the printed member names."""

from __future__ import annotations

from enum import IntEnum

from webapp.dialects.base import Callback
from webapp.domain.messaging.events import TextSent
from webapp.domain.rooms.models import Room
from webapp.domain.rooms.views import SeatView
from webapp.kernel import clock

STATE, CHAT = "on_conference_state", "on_conference_chat"
NAME_BYTES, CONTENT_BYTES = 31, 127  # fixed C arrays, one byte less for the NUL
NOT_ALLOWED, ALLOWED = 0, 2  # may pull a stream
SILENT_MEMBER, TALKING = 0, 2
AUX_SLOTS = 2


class State(IntEnum):
    """What `on_conference_state` reports (conference_state_e)."""

    LOGIN_MCU = 1
    LOGIN_ROOM = 2
    USER_ENTER = 3
    USER_LEAVE = 4
    ROOM_EXIT = 5
    USER_TALK = 6
    USER_BCAST = 7
    USER_CHAIR = 8
    LOOKED = 9
    USER_CLOSE = 10
    USER_REQTALK = 11
    CONNECT_MCU_FAILED = 12
    LOGIN_ROOM_FAILED = 13
    USER_KICKED = 14
    USER_VPOS = 15
    UPDATE_INTERACT = 16
    USER_CHAT = 17
    USER_VNC = 18
    NICK_NAME = 19
    RECV_JOIN = 20
    RECV_INVITE = 21
    REJECT_JOIN = 22
    ALLOW_JOIN = 23
    REJECT_INVITE = 24
    ALLOW_INVITE = 25
    TRANSPARENT = 26
    USER_AUX = 27


def state(what: State, user: object = None, more: object = None, *, result: int = 0) -> Callback:
    """One report: result, state, user_info or null, append_data or null."""
    return (STATE, result, int(what), user, more)


def cut(text: str, size_bytes: int) -> str:
    """The text cut to a C array's size, at the boundary of a character."""
    return text.encode()[:size_bytes].decode(errors="ignore")


def user_info(seat: SeatView) -> dict[str, object]:
    """A member: in an open room whatever is open is broadcast, and everybody may pull it."""
    has_video, has_audio = seat.camera == 2, bool(seat.microphone)
    return {
        **absent_user(seat.account_id, seat.external_id, seat.name),
        "m_u8IsChairMan": int(seat.is_owner),
        "m_u8BcastVideo": int(has_video),
        "m_u8BcastAudio": int(has_audio),
        "m_u8AuthVideo": ALLOWED if has_video else NOT_ALLOWED,
        "m_u8AuthAudio": ALLOWED if has_audio else NOT_ALLOWED,
        "m_u8AudioState": TALKING if has_audio else SILENT_MEMBER,
    }


def absent_user(account_id: int, external_id: str, name: str) -> dict[str, object]:
    """Somebody who is not, or no longer, in the room."""
    return {
        "m_u8IsMaster": 0,
        "m_u8IsChairMan": 0,
        "m_u8BcastVideo": 0,
        "m_u8BcastAudio": 0,
        "m_u8GainAux": [0] * AUX_SLOTS,
        "m_u8SignalStatus": 0,
        "m_strID": str(account_id),
        "m_strUserName": cut(external_id, NAME_BYTES),
        "m_strNickName": cut(name, NAME_BYTES),
        "m_u8AuthVideo": NOT_ALLOWED,
        "m_u8AuthAudio": NOT_ALLOWED,
        "m_u8AudioState": SILENT_MEMBER,
    }


def room_info(room: Room) -> dict[str, object]:
    """A room of the list; it has no planned end."""
    return {
        "m_strRoomID": str(room.id),
        "m_strRoomName": cut(room.name, NAME_BYTES),
        "m_strCreatorID": str(room.owner_id or ""),
        "m_tStartTime": clock.ms(room.created_at) // 1000,
        "m_tEndTime": 0,
        "m_s32MaxUserCnt": room.capacity,
        "m_s32CurUserCnt": room.headcount,
    }


def chat_info(said: TextSent) -> dict[str, object]:
    """A text; 0 addresses everybody."""
    return {
        "m_i32SrcID": said.sender_id,
        "m_i32DstID": said.receiver_id,
        "m_i32Color": said.color,
        "m_strContent": cut(said.text, CONTENT_BYTES),
    }
