"""STUN as ICE-lite needs it, against the published test vectors and an independent implementation."""

from __future__ import annotations

import hmac

import pytest
from aioice import stun as theirs

from webapp.media.core import stun

# RFC 5769 2.1: a request of "STUN test client", user evtj:h6vY.
SAMPLE = bytes.fromhex(
    "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff80290008932f"
    "f9b151263b36000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf"
)
PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt"


def test_the_published_request_is_read_and_believed() -> None:
    """RFC 5769 2.1."""
    check = stun.read_check(SAMPLE)
    assert check is not None
    assert (check.username, check.nominates) == ("evtj:h6vY", False)
    assert check.is_authentic(stun.Key(PASSWORD))
    assert not check.is_authentic(stun.Key(PASSWORD + "x"))


@pytest.mark.parametrize("length", [0, 22, 64, 65, 200])
def test_a_key_signs_as_often_as_it_is_asked(length: int) -> None:
    """RFC 2104: what was signed before leaves no trace, and a password may be longer than a block."""
    password = "p" * length
    key = stun.Key(password)
    for data in (b"", SAMPLE, SAMPLE, b"x" * 64):
        assert key.sign(data) == hmac.digest(password.encode(), data, "sha1")


@pytest.mark.parametrize("at", [4, 20, 60, 85])
def test_a_changed_request_is_not(at: int) -> None:
    """RFC 8489 14.5: all in front of the integrity is signed."""
    changed = bytearray(SAMPLE)
    changed[at] ^= 1
    check = stun.read_check(bytes(changed))
    assert check is None or not check.is_authentic(stun.Key(PASSWORD))


def test_what_is_no_signed_request_is_none() -> None:
    """Answers, indications, requests without an integrity, and parts of any."""
    unsigned = theirs.Message(message_method=theirs.Method.BINDING, message_class=theirs.Class.REQUEST)
    answer = theirs.Message(message_method=theirs.Method.BINDING, message_class=theirs.Class.RESPONSE)
    answer.add_message_integrity(b"k")
    for data in (bytes(unsigned), bytes(answer), b"", *(SAMPLE[:end] for end in range(0, len(SAMPLE), 3))):
        assert stun.read_check(data) is None


@pytest.mark.parametrize("host", ["192.0.2.7", "2001:db8::17", "fe80::1%2"])
def test_the_answer_is_what_others_expect(host: str) -> None:
    """RFC 8489 14.2, 14.5, 14.7: address, integrity and fingerprint."""
    check = stun.read_check(SAMPLE)
    assert check is not None
    answer = theirs.parse_message(stun.success(check, stun.Key(PASSWORD), host, 54321))
    assert answer.check_message_integrity(PASSWORD.encode())
    assert answer.message_class == theirs.Class.RESPONSE
    assert answer.transaction_id == SAMPLE[8:20]
    assert answer.attributes["XOR-MAPPED-ADDRESS"] == (host.partition("%")[0], 54321)
    assert "FINGERPRINT" in answer.attributes
