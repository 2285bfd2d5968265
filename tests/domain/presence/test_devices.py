"""What browsers say they run on."""

from __future__ import annotations

import pytest

from webapp.domain.presence.devices import Device, device_of

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0"
SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36", Device.WINDOWS),
        (f"Mozilla/5.0 (Linux; Android 14; Pixel 8) {CHROME} Mobile Safari/537.36", Device.ANDROID),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) {SAFARI}", Device.IOS),
        (f"Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) {SAFARI}", Device.IOS),
        (f"Mozilla/5.0 (X11; Linux x86_64) {CHROME} Safari/537.36", Device.LINUX),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {CHROME} Safari/537.36", Device.LINUX),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {CHROME} Safari/537.36", Device.MAC),
        (f"Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Lumia 950) {CHROME} Edge/15", Device.WINDOWS_PHONE),
        ("Mozilla/4.0 (compatible; MSIE 6.0; Windows CE; IEMobile 7.11)", Device.WINDOWS_CE),
        ("Mozilla/5.0 (PlayStation 5)", Device.BROWSER),
        ("", Device.BROWSER),
    ],
)
def test_the_system_that_a_browser_names_is_the_device(user_agent: str, device: Device) -> None:
    """AnyChat 3.4, terminal type; browsers name several systems, the most special one counts (RFC 9110 10.1.5)."""
    assert device_of(user_agent) is device
