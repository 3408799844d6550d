"""nginx, pgbouncer and Redis, as processes that end with the run."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cluster.rendering import rendered
from tests.services import MissingError, give_to_postgres, install

PATIENCE = 20  # seconds
PLACES = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
NGINX = """{user}daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    # All who ask come from here, and may say whom they ask for.
    set_real_ip_from 127.0.0.1;
    real_ip_header X-Forwarded-For;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{site}}}
"""


def get_program(name: str, package: str) -> str:
    """The path of a program, which is installed if need be."""
    if not shutil.which(name, path=PLACES):
        install(package)
    if path := shutil.which(name, path=PLACES):
        return path
    raise MissingError(f"there is no {name}")


@contextmanager
def running(command: Sequence[str], is_there: Callable[[], bool], user: str | None = None) -> Iterator[None]:
    """The program, from when it can be used until the end of the context."""
    groups: list[str] | None = [] if user else None
    process = subprocess.Popen(
        command,
        user=user,
        group=user,
        extra_groups=groups,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        ends = time.monotonic() + PATIENCE
        while not is_there():
            if process.poll() is not None or time.monotonic() > ends:
                raise MissingError(f"{Path(command[0]).name} does not start")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


@contextmanager
def redis_in(folder: Path) -> Iterator[str]:
    """The address of a Redis on a socket in the folder, which keeps nothing on the disk."""
    socket = folder / "redis"
    command = [get_program("redis-server", "redis-server"), "--port", "0", "--unixsocket", str(socket)]
    with running([*command, "--save", "", "--dir", str(folder)], socket.exists):
        yield f"unix://{socket}"


@contextmanager
def pgbouncer_before(primary: Path, folder: Path) -> Iterator[str]:
    """The address of a pgbouncer of the database `commonplace`, on a socket in the folder."""
    program = get_program("pgbouncer", "pgbouncer")
    # Who may come in is settled by the folder's socket, and the way to the primary is a socket, too.
    instead = {
        "host=10.0.0.21": f"host={primary} user=postgres",
        "unix_socket_dir = /var/run/postgresql": f"unix_socket_dir = {folder}",
        "auth_type = scram-sha-256": "auth_type = any",
        "auth_file = /etc/pgbouncer/userlist.txt\n": f"logfile = {folder}/log\npidfile = {folder}/pid\n",
        "server_tls_sslmode = verify-full\n": "",
        "server_tls_ca_file = /etc/ssl/certs/ca-certificates.crt\n": "",
    }
    settings = folder / "pgbouncer.ini"
    settings.write_text(rendered("pgbouncer.ini", instead))
    user = None
    if os.geteuid() == 0:
        user = "postgres"
        give_to_postgres(folder)
    with running([program, str(settings)], (folder / ".s.PGSQL.6432").exists, user):
        yield f"postgres://postgres@{str(folder).replace('/', '%2F')}:6432/commonplace?pooler=transaction"


@contextmanager
def nginx_before(ports: Sequence[int], port: int, folder: Path, rate: str = "100000r/s") -> Iterator[str]:
    """The address of an nginx on the port, before sites on the others. All that asks here has one address, so
    that it may ask more than readers may."""
    program = get_program("nginx", "nginx-light")
    instead = {f"10.0.0.1{number}:8000": f"127.0.0.1:{each}" for number, each in enumerate(ports, start=1)}
    instead |= {
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port};",
        "    listen [::]:443 ssl http2;\n": "",
        "server_name notes.example.org;": "server_name localhost;",
        "rate=20r/s;": f"rate={rate};",
    }
    site = without_tls(rendered("nginx.conf", instead))
    user = "user root;\n" if os.geteuid() == 0 else ""
    settings = folder / "nginx.conf"
    settings.write_text(NGINX.format(user=user, folder=folder, site=site))
    with running([program, "-p", str(folder), "-c", str(settings)], (folder / "nginx.pid").exists):
        yield f"http://127.0.0.1:{port}"


def without_tls(text: str) -> str:
    """The site without its certificates, and without the one that leads to https."""
    before, _, rest = text.partition("server {\n")
    _, _, site = rest.partition("\nserver {\n")
    lines = [line for line in f"server {{\n{site}".splitlines() if not line.lstrip().startswith("ssl_")]
    return before + "\n".join(lines) + "\n"
