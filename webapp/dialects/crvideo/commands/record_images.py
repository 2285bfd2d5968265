"""CRVideo: images among a mixer's contents: the company's by their keys, and small ones in the configuration itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webapp.domain.recordings import images
from webapp.kernel.errors import InvalidData
from webapp.kernel.ids import ApplicationId

IMAGE = 1  # kind of content
MOST_IMAGES = 8


@dataclass(frozen=True, slots=True)
class Images:
    """`config` has names where images themselves were; `files` by the resource ids in it; `contents` by name."""

    config: dict[str, Any]
    files: Mapping[str, str]
    contents: Mapping[str, bytes]


def images_of(config: Mapping[str, Any], application_id: ApplicationId) -> Images:
    """Find the images of a configuration; unknown ones are missing. Raises InvalidData where one in it is none.

    Every page in the meeting is told the configuration, so what is large is taken out of it. The name that stands
    there instead means the same image for as long as the mixer is there.
    """
    config, given = _taken_out(config)
    wanted = list(dict.fromkeys(resource for item in _contents(config) if (resource := resource_of(item))))
    kept = images.of_company(application_id, wanted[:MOST_IMAGES])
    named = {name: images.beside(name) for name in wanted if images.NAME.fullmatch(name)}
    of_keys = {key: images.beside(image.name) for key, image in kept.items()}
    return Images(config, named | of_keys, given | {image.name: image.content for image in kept.values()})


def resource_of(item: Any) -> str:
    """Which image a content shows; empty where it shows none."""
    is_image = isinstance(item, dict) and item.get("type") == IMAGE and isinstance(item.get("param"), dict)
    return str(item["param"].get("resourceid", "")) if is_image else ""


def _contents(config: Mapping[str, Any]) -> list[Any]:
    video = config.get("videoFileCfg")
    contents = video.get("layoutConfig") if isinstance(video, dict) else None
    return contents if isinstance(contents, list) else []


def _taken_out(config: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    contents, given = list(_contents(config)), dict[str, bytes]()
    inline = [number for number, item in enumerate(contents) if images.is_inline(resource_of(item))]
    if len(inline) > MOST_IMAGES:
        raise InvalidData(f"A configuration has at most {MOST_IMAGES} images in it.")
    for number in inline:
        item = contents[number]
        image = images.inline(resource_of(item))
        given[image.name] = image.content
        contents[number] = {**item, "param": {**item["param"], "resourceid": image.name}}
    if given:
        config = {**config, "videoFileCfg": {**config["videoFileCfg"], "layoutConfig": contents}}
    return dict(config), given
