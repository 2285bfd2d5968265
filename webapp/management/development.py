"""The programs of one Switchboard on one machine: their commands, their environment and what must be true before."""

import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from webapp import environment as variables
from webapp.servers.addresses import is_any, names_of
from webapp.servers.processes import ServerFailed, is_port_free
from webapp.servers.supervisor import Start, spoken
from webapp.servers.tls import self_signed

FEWEST_WORKERS, MOST_WORKERS = 2, 8
MOST_MEDIA_NODES = 64
LOWEST_OPEN_PORT = 1024
# What the programs say themselves when they begin to work.
READY_WORDS = {"worker": " ready.", "composer": " ready.", "media": " serves on "}
MEDIA_MODULE = "webapp.media.node"


@dataclass(frozen=True, slots=True)
class Site:
    """Where the server listens and where its state lives."""

    host: str
    port: int
    tls: bool
    var_dir: Path

    def check(self) -> None:
        """Refuse with ServerFailed when nothing could listen there."""
        try:
            socket.getaddrinfo(self.host, self.port)
        except OSError as error:
            raise ServerFailed(f"HOST is {self.host!r}, which is no address of this machine; try 127.0.0.1.") from error
        if self.port < LOWEST_OPEN_PORT and os.geteuid() != 0:
            raise ServerFailed(f"Port {self.port} needs root; choose one above {LOWEST_OPEN_PORT - 1} with PORT.")
        if not is_port_free(self.host, self.port):
            raise ServerFailed(
                f"Port {self.port} on {self.host} is taken; stop the program that uses it or choose another with PORT."
            )

    def urls(self) -> list[str]:
        """Return the addresses to type into a browser, the nearest first."""
        hosts = ["127.0.0.1", *names_of(self.host)[:1]] if is_any(self.host) else [self.host]
        scheme = "https" if self.tls else "http"
        return [f"{scheme}://{f'[{host}]' if ':' in host else host}:{self.port}/" for host in dict.fromkeys(hosts)]


def environment(site: Site, redis_url: str, inherited: Mapping[str, str]) -> dict[str, str]:
    """Return what every program of the site is told."""
    names = [f"[{name}]" if ":" in name else name for name in [*names_of(site.host), "::1"]]
    return {
        "ALLOWED_HOSTS": ",".join(names),
        **inherited,
        "DJANGO_SETTINGS_MODULE": "webapp.settings",
        "PYTHONUNBUFFERED": "1",
        "REDIS_URL": redis_url,
        "VAR_DIR": str(site.var_dir),
        "HOST": site.host,
        "PORT": str(site.port),
        "TLS": "1" if site.tls else "0",
    }


def programs(site: Site, env: dict[str, str]) -> dict[str, Start]:
    """Return the starters by name, in the order of their start; refuses wrong variables with ImproperlyConfigured."""
    celery = [sys.executable, "-m", "celery", "-q", "-A", "webapp.celery"]
    lonely = ["--without-gossip", "--without-mingle"]
    workers = str(min(max(os.cpu_count() or 1, FEWEST_WORKERS), MOST_WORKERS))
    commands = {
        "web": _daphne(site),
        "worker": [*celery, "worker", "-n", "worker@%h", "-Q", "default", "-c", workers, *lonely],
        # Composing takes minutes and one core: a worker of its own, so that no sweep waits behind it.
        "composer": [*celery, "worker", "-n", "composer@%h", "-Q", "media", "-c", "1", *lonely],
        # Nothing is worth remembering between runs: every entry is due again within seconds.
        "beat": [*celery, "beat", "-S", "celery.beat:Scheduler", "--pidfile="],
    }
    return {name: spoken(command, env) for name, command in commands.items()} | _media_nodes(env)


def _media_nodes(env: dict[str, str]) -> dict[str, Start]:
    """A node uses one core: one for each, unless MEDIA_NODES says otherwise; a fixed port is the first one's."""
    count = variables.number("MEDIA_NODES", min(os.cpu_count() or 1, MOST_MEDIA_NODES), least=1, most=MOST_MEDIA_NODES)
    first_port = variables.number("MEDIA_PORT", 0, most=65535)
    command = [sys.executable, "-m", MEDIA_MODULE]
    starters = {}
    for place in range(count):
        port = first_port + place if first_port else 0
        name = "media" if place == 0 else f"media{place + 1}"
        starters[name] = spoken(command, {**env, "MEDIA_PORT": str(port)})
    return starters


def _daphne(site: Site) -> list[str]:
    command = [sys.executable, "-m", "daphne", "-v", "0", "--websocket_timeout=-1", "--ping-interval", "20"]
    if not site.tls:
        return [*command, "-b", site.host, "-p", str(site.port), "webapp.asgi:application"]
    files = self_signed(site.var_dir / "tls", names_of(site.host))
    endpoint = (
        f"ssl:{site.port}:interface={_escaped(site.host)}"
        f":privateKey={_escaped(str(files.key))}:certKey={_escaped(str(files.certificate))}"
    )
    return [*command, "-e", endpoint, "webapp.asgi:application"]


def ready_words(program: str) -> str | None:
    """Return what the program says when it begins to work; None when nothing is awaited."""
    return READY_WORDS.get(program.rstrip("0123456789"))


def _escaped(text: str) -> str:
    """Return the text for a Twisted endpoint description, where a colon separates."""
    return text.replace("\\", "\\\\").replace(":", "\\:")
