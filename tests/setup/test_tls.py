"""The self-signed certificate of --tls."""

import datetime
from pathlib import Path

from cryptography import x509

from webapp.servers import tls
from webapp.servers.addresses import names_of


def test_the_certificate_names_every_host(tmp_path: Path) -> None:
    files = tls.self_signed(tmp_path, ["192.0.2.7", "localhost"])
    certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(name) for name in names.get_values_for_type(x509.IPAddress)] == ["192.0.2.7"]
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]


def test_browsers_accept_its_lifetime(tmp_path: Path) -> None:
    certificate = x509.load_pem_x509_certificate(tls.self_signed(tmp_path, ["localhost"]).certificate.read_bytes())
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc < datetime.timedelta(days=398)


def test_the_certificate_is_kept(tmp_path: Path) -> None:
    before = tls.self_signed(tmp_path, ["localhost"]).certificate.read_bytes()
    assert tls.self_signed(tmp_path, ["localhost"]).certificate.read_bytes() == before


def test_another_host_gets_another_certificate(tmp_path: Path) -> None:
    before = tls.self_signed(tmp_path, ["localhost"]).certificate.read_bytes()
    assert tls.self_signed(tmp_path, ["localhost", "192.0.2.7"]).certificate.read_bytes() != before


def test_a_damaged_certificate_is_replaced(tmp_path: Path) -> None:
    files = tls.self_signed(tmp_path, ["localhost"])
    files.certificate.write_text("damaged")
    tls.self_signed(tmp_path, ["localhost"])
    assert x509.load_pem_x509_certificate(files.certificate.read_bytes())


def test_the_key_is_private(tmp_path: Path) -> None:
    assert tls.self_signed(tmp_path, ["localhost"]).key.stat().st_mode & 0o077 == 0


def test_a_server_on_every_interface_is_reached_by_loopback_names_too() -> None:
    assert {"127.0.0.1", "localhost"} <= set(names_of("0.0.0.0"))
    assert "0.0.0.0" not in names_of("0.0.0.0")
