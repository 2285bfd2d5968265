"""Downloads: ranges, names, types, and what a browser may show by itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.recordings.conftest import studio
from tests.domain.transfers.conftest import storage, town
from webapp.pages.ranges import RangeNotSatisfiable, Span, wanted_span

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import AsyncClient, Client

    from tests.domain.recordings.conftest import Studio
    from tests.domain.transfers.conftest import Town
    from webapp.domain.recordings.models import Recording
    from webapp.domain.transfers.models import Transfer

__all__ = ["storage", "studio", "town"]

BODY = bytes(range(256)) * 3000  # 768 000 bytes: several blocks


def finished(town: Town, name: str = "账单 2026.pdf", body: bytes = BODY) -> Transfer:
    """A file that has arrived."""
    from webapp.domain.transfers import assembly

    transfer = assembly.assemble(town.put(town.send(len(body), name=name), 0, body).pk)
    assert transfer is not None
    return transfer


def address(transfer: Transfer) -> str:
    """Where it can be fetched."""
    from webapp.domain.transfers.views import view

    return view(transfer).url


def whole(answer: Any) -> bytes:
    """The body of a streaming answer."""
    return answer.getvalue() if answer.streaming else answer.content


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("", None),
        ("bytes=0-0", Span(0, 0)),
        ("bytes=10-", Span(10, 99)),
        ("bytes=90-200", Span(90, 99)),
        ("bytes=-5", Span(95, 99)),
        ("bytes=-500", Span(0, 99)),
        ("bytes=5-4", None),
        ("bytes=0-1,5-6", None),
        ("lines=1-2", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
    ],
)
def test_which_bytes_a_range_means(header: str, span: Span | None) -> None:
    """RFC 9110 14.1.2: first and last are included, a suffix counts from the end, nonsense is ignored."""
    assert wanted_span(header, 100) == span


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_a_range_behind_the_end_cannot_be_satisfied(header: str) -> None:
    """RFC 9110 14.1.2: a range that begins behind the last byte selects nothing."""
    with pytest.raises(RangeNotSatisfiable):
        wanted_span(header, 100)


async def test_the_receiver_gets_the_same_bytes_under_the_same_name(town: Town, async_client: AsyncClient) -> None:
    """AnyChat 4.5.2: the event's path leads to the file; its name keeps every character (RFC 6266, RFC 8187)."""
    from asgiref.sync import sync_to_async

    transfer = await sync_to_async(finished)(town)
    answer = await async_client.get(address(transfer))
    assert answer.status_code == 200
    received = b"".join([block async for block in answer.streaming_content])  # type: ignore[attr-defined]
    assert received == BODY
    assert answer["Content-Length"] == str(len(BODY))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%E8%B4%A6%E5%8D%95%202026.pdf"
    assert answer["ETag"] == f'"{transfer.sha256}"'


async def test_a_part_can_be_fetched(town: Town, async_client: AsyncClient) -> None:
    """RFC 9110 14.4 and 15.3.7: 206 with the span and the whole length; 416 with the length alone."""
    from asgiref.sync import sync_to_async

    url = address(await sync_to_async(finished)(town))
    part = await async_client.get(url, headers={"Range": "bytes=300000-600000"})
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 300000-600000/{len(BODY)}")
    assert part["Content-Length"] == "300001"
    received = b"".join([block async for block in part.streaming_content])  # type: ignore[attr-defined]
    assert received == BODY[300000:600001]
    beyond = await async_client.get(url, headers={"Range": f"bytes={len(BODY)}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(BODY)}")
    head = await async_client.head(url, headers={"Range": "bytes=0-9"})
    assert (head.status_code, head["Content-Length"], head.content) == (206, "10", b"")


@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume asynchronous iterators")
def test_a_part_of_another_version_is_not_mixed_in(town: Town, client: Client) -> None:
    """RFC 9110 13.1.5: If-Range with another validator gets the whole file; a weak tag never matches."""
    transfer = finished(town)
    url, tag = address(transfer), f'"{transfer.sha256}"'
    modified = client.head(url)["Last-Modified"]

    def status(validator: str) -> int:
        return client.get(url, headers={"Range": "bytes=0-9", "If-Range": validator}).status_code

    assert [status(v) for v in (tag, modified)] == [206, 206]
    assert [status(v) for v in ('"other"', f"W/{tag}", "Mon, 01 Jan 2024 00:00:00 GMT", "nonsense")] == [200] * 4
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.xhtml", "a.xml", "a.js", "a.htm"])
def test_what_was_uploaded_never_runs_in_our_origin(town: Town, client: Client, name: str) -> None:
    """A file that a browser would execute is saved, without its type, in a sandbox."""
    answer = client.head(address(finished(town, name, b"<script>alert(1)</script>")))
    assert answer["Content-Disposition"].startswith("attachment")
    assert "html" not in answer["Content-Type"]
    assert "svg" not in answer["Content-Type"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_an_unknown_address_says_so(client: Client, transactional_db: None) -> None:
    """There is nothing to list and nothing to guess."""
    for kind in ("down", "rec", "shot"):
        answer = client.get(f"/files/{kind}/{'x' * 32}/a.bin")
        assert (answer.status_code, answer.json()["error"]) == (404, "There is no such file (any more).")


def test_an_unfinished_or_expired_file_cannot_be_fetched(town: Town, client: Client) -> None:
    """The address works from the moment of completion until the file expires."""
    from webapp.domain.transfers.models import Transfer

    transfer = town.send(10)
    assert client.get(f"/files/down/{transfer.download_token}/a.txt").status_code == 404
    Transfer.objects.filter(pk=transfer.pk).update(state="done", path="files/none")
    assert client.get(f"/files/down/{transfer.download_token}/a.txt").status_code == 404  # its bytes are gone


def test_an_empty_file_is_served(town: Town, client: Client) -> None:
    """Zero bytes are a file too."""
    from webapp.domain.transfers import assembly

    transfer = assembly.assemble(town.send(0).pk)
    assert transfer is not None
    answer = client.get(address(transfer))
    assert (answer.status_code, answer["Content-Length"], answer.content) == (200, "0", b"")


def written(studio: Studio, storage: Path, name: str = "", copies: Sequence[str] = ()) -> Recording:
    """A recording with a film, and copies of it as files of three bytes, but for one that failed."""
    from webapp.domain.recordings import film, services
    from webapp.domain.recordings.files import Made
    from webapp.domain.recordings.models import Form

    row = studio.start(form=Form.MIXER, key="m1", file_name=name, copied=dict(enumerate(copies)))
    film.on_started(recording_id=row.pk, node="n", at_ms=1_700_000_000_000)
    services.stop_by_key(owner_id=row.owner_id, key="m1")
    film.on_tracks_written(recording_id=row.pk, node="n")
    path = storage / "recordings" / str(row.pk) / "film.mp4"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"film" * 100)
    copied = [Made(number, f"copy-{number}", 3, "cd" * 32) for number in range(len(copies))]
    for made in copied:
        (storage / made.path).write_bytes(b"abc")
    facts: dict[str, Any] = {"path": str(path.relative_to(storage)), "size": 400, "sha256": "ab" * 32}
    return film.on_written(recording_id=row.pk, duration_s=2.0, copied=copied, **facts)


@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume asynchronous iterators")
def test_a_recording_plays_in_the_page(studio: Studio, storage: Path, client: Client) -> None:
    """Issue 2, recording: the event's URL is playable: the right type, shown by the browser, in ranges."""
    from webapp.domain.recordings.views import view

    url = view(written(studio, storage)).url
    answer = client.get(url, headers={"Range": "bytes=0-3"})
    assert (answer.status_code, answer["Content-Type"]) == (206, "video/mp4")
    assert answer["Content-Disposition"].startswith("inline")
    assert url.endswith(".mp4")


QUERY = "/CLOUDMEETING-API/netDisk/query"
DEFAULT_KEY = hashlib.md5(b"1&1").hexdigest()


def test_a_page_looks_its_recording_up(studio: Studio, storage: Path, client: Client) -> None:
    """crvideo-pages.md 10: JSONP with exactly one entry, a numeric id and an address that plays."""
    from webapp.domain.accounts.models import Application

    Application.objects.filter(app_id="bank").update(is_default=True)
    row = written(studio, storage, "2026_call.mp4")
    query = {"callback": "jQuery1.cb", "RequestId": "5", "CompID": "1", "SecretKey": DEFAULT_KEY}
    answer = client.get(QUERY, {**query, "FileName": "/2026-11-20/2026_call.mp4"})
    assert answer["Content-Type"].startswith("application/javascript")
    text = answer.content.decode()
    assert text.startswith("/**/jQuery1.cb(")
    told = json.loads(text[len("/**/jQuery1.cb(") : -2])
    assert told["RspCode"] == 0
    (file,) = told["Data"]["fileList"]
    assert (file["id"], file["fileName"], file["fileSize"]) == (row.pk, "2026_call.mp4", 400)
    assert client.head(file["downUrl"].removeprefix("http://testserver")).status_code == 200


def test_each_kind_of_file_is_looked_up_by_its_own_name(studio: Studio, storage: Path, client: Client) -> None:
    """crvideo-pages.md 10: one entry with a number of its own, size and address; nobody guesses an address."""
    from webapp.domain.accounts.models import Application

    Application.objects.filter(app_id="bank").update(is_default=True)
    row = written(studio, storage, "call.mp4", ["call.ts", "call.mp3", "call.mp4"])
    query = {"CompID": "1", "SecretKey": DEFAULT_KEY}

    def found(name: str) -> Any:
        (file,) = client.get(QUERY, {**query, "FileName": name}).json()["Data"]["fileList"]
        return file

    files = [found(f"/d/call.{kind}") for kind in ("mp4", "ts", "mp3")]
    told = [(file["fileName"], file["fileSize"]) for file in files]
    assert told == [("call.mp4", 400), ("call.ts", 3), ("call.mp3", 3)]
    assert len({file["id"] for file in files}) == 3
    address = files[1]["downUrl"].removeprefix("http://testserver")
    answer = client.head(address)
    assert (answer.status_code, answer["Content-Type"], answer["Content-Length"]) == (200, "video/mp2t", "3")
    assert client.head(files[2]["downUrl"].removeprefix("http://testserver"))["Content-Type"] == "audio/mpeg"
    for wrong in (address.replace("/0/", "/7/"), address.replace(row.token, "x" * 43)):
        assert client.head(wrong).status_code == 404
    assert client.get(QUERY, {**query, "FileName": "call.flv"}).json()["Data"]["fileList"] == []


def test_a_page_looks_up_where_its_live_mix_is_watched(studio: Studio, storage: Path, client: Client) -> None:
    """crvideo-pages.md 10, for a play list: one entry with the list and the page for spectators, once it has begun."""
    from webapp.domain.accounts.models import Application
    from webapp.domain.recordings import film

    Application.objects.filter(app_id="bank").update(is_default=True)
    row = studio.start(form="mixer", key="m", outputs={1: "/x/call.m3u8", 2: "rtmp://live.example/app/other.m3u8"})

    def found(name: str) -> Any:
        query = {"CompID": "1", "SecretKey": DEFAULT_KEY, "FileName": name}
        return client.get(QUERY, query).json()["Data"]["fileList"]

    assert found("/x/call.m3u8") == []
    for number in (1, 2):
        film.on_output_told(recording_id=row.pk, node="n", number=number, state="running", cause="", reason="")
    (told,) = found("/x/call.m3u8")
    assert (told["fileName"], told["downUrl"]) == (
        "call.m3u8",
        f"http://testserver/files/live/{row.token}/1/index.m3u8",
    )
    assert client.get(told["watchUrl"].removeprefix("http://testserver")).status_code == 200
    assert [found(name) for name in ("all.m3u8", "other.m3u8")] == [[], []]


def test_applications_look_up_only_their_own(studio: Studio, storage: Path, client: Client) -> None:
    """crvideo-pages.md 10: another project authenticates by its id and md5 of its secret, and sees its own files."""
    from webapp.domain.accounts.models import Application

    Application.objects.create(app_id="shop", name="Shop", secret="s3")
    Application.objects.filter(app_id="bank").update(secret="s2")
    written(studio, storage, "call.mp4")

    def found(app: str, secret: str) -> Any:
        digest = hashlib.md5(secret.encode()).hexdigest()
        return client.get(QUERY, {"UserName": app, "UserPswd": digest, "fileName": "call.mp4"}).json()

    assert len(found("bank", "s2")["Data"]["fileList"]) == 1
    assert found("shop", "s3")["Data"]["fileList"] == []
    assert found("bank", "wrong")["RspCode"] != 0
    assert found("nobody", "")["RspCode"] != 0


@pytest.mark.parametrize("callback", ["alert(1)//", "a b", "</script>", "1x"])
def test_a_callback_is_a_name(client: Client, transactional_db: None, callback: str) -> None:
    """What a page names is called, never executed as code."""
    assert client.get(QUERY, {"callback": callback}).status_code == 400


def test_spectators_fetch_the_live_play_list_and_its_segments(client: Client, studio: Studio, storage: Path) -> None:
    """A live output is watched by its unguessable address; the list is always asked for anew, segments are kept.

    Nothing else in the folder can be fetched, and an output that is pushed elsewhere has no list.
    """
    from webapp.domain.recordings.views import view

    outputs = {1: "/x/call.m3u8", 2: "rtmp://live.example/app/key"}
    recording = studio.start(form="mixer", key="m", outputs=outputs)
    folder = storage / "recordings" / str(recording.pk) / "live-1"
    folder.mkdir(parents=True)
    (folder / "index.m3u8").write_text("#EXTM3U\n")
    (folder / "000000.ts").write_bytes(BODY)
    (folder / "segments.jsonl").write_bytes(b"{}")
    watched, pushed = view(recording).outputs
    assert (watched.url.startswith("/files/live/"), pushed.url) == (True, "")
    answer = client.get(watched.url)
    assert answer.content == b"#EXTM3U\n"
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/vnd.apple.mpegurl", "no-cache")
    segment = client.get(watched.url.replace("index.m3u8", "000000.ts"), headers={"range": "bytes=0-9"})
    assert (segment.status_code, segment["Content-Type"]) == (206, "video/mp2t")
    assert segment["Content-Range"] == f"bytes 0-9/{len(BODY)}"
    for wrong in ("segments.jsonl", "000001.ts", "..%2f000000.ts", "000000.ts%0a"):
        assert client.get(watched.url.replace("index.m3u8", wrong)).status_code == 404
    for address in (watched.url, watched.page):
        assert client.get(address.replace("/1/", "/2/")).status_code == 404
        assert client.get(address.replace(recording.token, "x" * len(recording.token))).status_code == 404


def test_the_spectators_page_knows_the_list_and_asks_how_the_broadcast_is(
    client: Client, studio: Studio, storage: Path
) -> None:
    """The page has no login: its address is the permission. It is told whether there is something to play yet."""
    from webapp.domain.recordings.views import view

    recording = studio.start(form="mixer", key="m", outputs={1: "/x/call.m3u8", 2: "rtmp://live.example/app/key"})
    watched, pushed = view(recording).outputs
    assert pushed.page == ""
    page = client.get(watched.page).content.decode()
    state = watched.url.replace("index.m3u8", "state")
    assert f'data-list="{watched.url}" data-state="{state}"' in page
    assert client.get(state).json() == {"state": "starting", "is_playable": False}
    folder = storage / "recordings" / str(recording.pk) / "live-1"
    folder.mkdir(parents=True)
    (folder / "index.m3u8").write_text("#EXTM3U\n")
    answer = client.get(state)
    assert answer.json() == {"state": "starting", "is_playable": True}
    assert answer["Cache-Control"] == "no-cache"
    assert client.get(state.replace("/1/", "/2/")).status_code == 404
