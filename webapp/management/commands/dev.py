"""`manage.py dev`: the whole of Switchboard in one terminal, stopped by Ctrl-C."""

import os
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections

from webapp import environment
from webapp.management import development
from webapp.servers import redis
from webapp.servers.addresses import is_any
from webapp.servers.processes import ServerFailed
from webapp.servers.supervisor import Child, Console, Supervisor

WEB_TIMEOUT_S = 60.0
PROGRAMS_TIMEOUT_S = 30.0
DEMO_ACCOUNTS = """\
  Customers    customer1 / customer1-pass, customer2 / customer2-pass
  Agents       agent1 / agent1-pass, agent2 / agent2-pass
  Supervisor   supervisor1 / supervisor1-pass
  Admin        admin / admin-pass"""


class Command(BaseCommand):
    """Start Redis (unless REDIS_URL is set), migrate, seed once, and run every program of the site."""

    help = (
        "Run the whole server in this terminal; HOST, PORT, TLS, DATABASE_URL, REDIS_URL are read from the environment."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add what is typed more often than exported."""
        parser.add_argument("--tls", action="store_true", help="serve https with a self-signed certificate")
        parser.add_argument("--no-seed", action="store_true", help="leave an empty database empty")

    def handle(self, *args: Any, tls: bool, no_seed: bool, **options: Any) -> None:
        """Run until a stop signal; what is wrong with the machine is said in one sentence."""
        site = development.Site(
            host=environment.text("HOST", "127.0.0.1"),
            port=environment.number("PORT", 8000, least=1, most=65535),
            tls=tls or settings.TLS,
            var_dir=settings.VAR_DIR,
        )
        supervisor = Supervisor(Console())
        supervisor.listen_for_signals()
        try:
            site.check()
            _Run(site, supervisor, Console()).run(seed=not no_seed)
        except ServerFailed as failure:
            supervisor.stop_all()
            self.stderr.write(str(failure))
            sys.exit(1)


class _Run:
    def __init__(self, site: development.Site, supervisor: Supervisor, console: Console) -> None:
        self._site, self._supervisor, self._console = site, supervisor, console
        self._began = time.monotonic()

    def run(self, *, seed: bool) -> None:
        env = development.environment(self._site, self._redis_url(), os.environ)
        self._migrate()
        try:
            if seed:
                self._seed(env)
            connections.close_all()
            self._start_programs(env)
            self._supervisor.watch()
        finally:
            self._say("stopping")
            self._supervisor.stop_all()
            self._say("stopped")

    def _redis_url(self) -> str:
        if "REDIS_URL" in os.environ:
            if not redis.answers(settings.REDIS_URL):
                raise ServerFailed("No Redis answers at REDIS_URL; start it, correct the address or unset REDIS_URL.")
            return str(settings.REDIS_URL)
        server = redis.start_redis(self._site.var_dir / "redis")
        self._supervisor.add("redis", server.start_again, running=server.process)
        self._say(f"embedded Redis runs on port {server.port}")
        return server.url

    def _migrate(self) -> None:
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except DatabaseError as error:
            raise ServerFailed(f"The database is not usable ({_first_line(error)}); check DATABASE_URL.") from error
        self._say("the database is up to date")

    def _seed(self, env: dict[str, str]) -> None:
        if apps.get_model("accounts", "Application").objects.exists():
            return
        # A process of its own: this one read its settings before Redis had an address.
        command = [sys.executable, "manage.py", "seed_demo", "--film"]
        done = subprocess.run(command, env=env, cwd=settings.BASE_DIR, check=False, stdout=subprocess.PIPE, text=True)
        for line in done.stdout.splitlines():
            self._say(line)
        if done.returncode != 0 and not self._supervisor.is_stopping:
            raise ServerFailed("The demo data could not be written; the lines above say why.")

    def _start_programs(self, env: dict[str, str]) -> None:
        for name, start in development.programs(self._site, env).items():
            if self._supervisor.is_stopping:
                return
            child = self._supervisor.add(name, start, ready_words=development.ready_words(name))
            if name == "web":
                self._wait_for_web(child)
        late = self._supervisor.wait_until_ready(PROGRAMS_TIMEOUT_S)
        if self._supervisor.is_stopping:
            return
        for name in late:
            self._say(f"{name} is not ready yet; what it does has to wait until it is")
        self._say_ready()

    def _wait_for_web(self, web: Child) -> None:
        ready = self._supervisor.wait_for(self._web_answers, child=web, timeout_s=WEB_TIMEOUT_S)
        if not ready and not self._supervisor.is_stopping:
            raise ServerFailed("The web server did not start; the lines above say why.")

    def _web_answers(self) -> bool:
        host = "127.0.0.1" if is_any(self._site.host) else self._site.host
        with suppress(OSError), socket.create_connection((host, self._site.port), timeout=1):
            return True
        return False

    def _say_ready(self) -> None:
        took_s = time.monotonic() - self._began
        lines = [f"Switchboard is ready after {took_s:.1f} s. Ctrl-C stops everything."]
        for url in self._site.urls():
            lines += [f"  Start page   {url}", f"  Admin        {url}admin/"]
        if apps.get_model("accounts", "Application").objects.filter(app_id="默认").exists():
            lines += ["Demo accounts", *DEMO_ACCOUNTS.splitlines()]
        if is_any(self._site.host) and not self._site.tls:
            lines.append("Browsers on other machines give their camera to https only: add --tls.")
        for line in lines:
            self._say(line)

    def _say(self, line: str) -> None:
        self._console.say("dev", line)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
