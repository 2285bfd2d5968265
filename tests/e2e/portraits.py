"""Drawn people in front of the fake cameras, so that a screenshot shows faces instead of a test pattern."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

WIDTH, HEIGHT = 640, 480
FRAMES = 12


@dataclass(frozen=True)
class Portrait:
    """One drawn person and the wall behind."""

    wall: str
    light: str
    skin: str
    hair: str
    shirt: str
    collar: str
    is_long_haired: bool = False
    has_headset: bool = False
    has_glasses: bool = False


AGENT = Portrait("#c9d8d4", "#e8f1ee", "#f0c8a4", "#2b211d", "#12665d", "#ffffff", has_headset=True)
CUSTOMER = Portrait("#e6d9c7", "#f6eee2", "#f3cfb0", "#3a2620", "#b4553f", "#f2e4d6", is_long_haired=True)
WANG = Portrait("#cfd6e4", "#edf1f8", "#e9bd97", "#1d1a1c", "#2f4a78", "#e9eef7", has_glasses=True)
ANNA = Portrait("#dfe5d2", "#f3f6ea", "#f6d6bd", "#8a5a2b", "#5d7a3d", "#eef3e2", is_long_haired=True)
BEN = Portrait("#e3d3d8", "#f6ebee", "#a9714b", "#17120f", "#6d3b52", "#f3e2e8")


def camera_file(browser: Browser, person: Portrait, folder: Path, name: str) -> Path:
    """Write the person as motion JPEG, which Chromium takes as a fake camera: simply one JPEG after the other."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    frames = []
    for number in range(FRAMES):
        page.set_content(f"<style>*{{margin:0}}</style>{_svg(person, _sway(number))}")
        frames.append(page.screenshot(type="jpeg", quality=92))
    page.close()
    path = folder / f"{name}.mjpeg"
    path.write_bytes(b"".join(frames))
    return path


def _sway(number: int) -> float:
    half = FRAMES / 2
    return (number if number < half else FRAMES - number) / half * 6 - 3


def _svg(who: Portrait, sway: float) -> str:
    glasses = '<g fill="none" stroke="#2a2a2a" stroke-width="4"><circle cx="-34" cy="-2" r="21"/>'
    glasses += '<circle cx="34" cy="-2" r="21"/><path d="M-13-4h26"/></g>'
    headset = '<path d="M-92 4a92 104 0 0 1 184 0" fill="none" stroke="#22302d" stroke-width="11"/>'
    headset += '<rect x="-104" y="-14" width="24" height="54" rx="11" fill="#22302d"/>'
    headset += '<rect x="80" y="-14" width="24" height="54" rx="11" fill="#22302d"/>'
    headset += '<path d="M-92 36c0 40 30 54 62 56" fill="none" stroke="#22302d" stroke-width="6"/>'
    headset += '<circle cx="-28" cy="92" r="8" fill="#22302d"/>'
    falls = f'<path d="M-104 150C-122 40-116-110 0-118C116-110 122 40 104 150z" fill="{who.hair}"/>'
    return f"""
<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 640 480">
  <defs><linearGradient id="w" x1="0" y1="0" x2="1" y2="1">
    <stop stop-color="{who.light}"/><stop offset="1" stop-color="{who.wall}"/></linearGradient></defs>
  <rect width="640" height="480" fill="url(#w)"/>
  <rect x="436" y="52" width="150" height="190" rx="8" fill="#fff" opacity=".55"/>
  <path d="M511 52v190M436 147h150" stroke="{who.wall}" stroke-width="6"/>
  <path d="M40 300h120v10H40z" fill="{who.wall}" style="filter:brightness(.8)"/>
  <g fill="#5f8a6b"><ellipse cx="86" cy="246" rx="15" ry="42" transform="rotate(-24 86 246)"/>
    <ellipse cx="116" cy="242" rx="15" ry="48" transform="rotate(20 116 242)"/></g>
  <path d="M78 266h46l-6 34H84z" fill="#a96f4e"/>
  <g transform="translate({320 + sway} {228 + abs(sway) / 3})">
    {falls if who.is_long_haired else ""}
    <path d="M-190 290c0-112 88-150 190-150s190 38 190 150z" fill="{who.shirt}"/>
    <path d="M-58 146L0 206l58-60-24-22h-68z" fill="{who.collar}"/>
    <path d="M-36 84h72v56a36 30 0 0 1-72 0z" fill="{who.skin}" style="filter:brightness(.93)"/>
    <ellipse rx="82" ry="98" fill="{who.skin}"/>
    <ellipse cx="-83" cy="8" rx="13" ry="19" fill="{who.skin}"/>
    <ellipse cx="83" cy="8" rx="13" ry="19" fill="{who.skin}"/>
    <path d="M-88-6C-96-96-40-122 2-122C56-122 96-92 88-6C76-46 52-66 14-70C-30-72-70-56-88-6z" fill="{who.hair}"/>
    <g fill="#2b2320"><ellipse cx="-34" cy="-2" rx="7" ry="9"/><ellipse cx="34" cy="-2" rx="7" ry="9"/></g>
    <g fill="none" stroke="{who.hair}" stroke-width="6" stroke-linecap="round">
      <path d="M-48-28q14-8 28 0M20-28q14-8 28 0"/></g>
    <path d="M-3 8q-8 20 6 22" fill="none" stroke="#00000030" stroke-width="5" stroke-linecap="round"/>
    <path d="M-28 50q28 {24 + sway} 56 0" fill="#fff" stroke="#9c4a3c" stroke-width="5" stroke-linejoin="round"/>
    {glasses if who.has_glasses else ""}{headset if who.has_headset else ""}
  </g>
</svg>"""
