"""The tests' Chromium and PostgreSQL server: found on the machine, else installed by Debian's apt."""

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# Chromium without the windows of a browser, by Debian's name, which draws the same pages in half the time.
SHELL = "chromium-headless-shell"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
SERVER_PROGRAMS = ("initdb", "pg_ctl", "postgres")
DEBIAN_SERVERS = Path("/usr/lib/postgresql")  # not on the PATH
DEBIAN_WISH = Path("/etc/postgresql-common/createcluster.d/without-main.conf")
LOCALE = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
# Nothing here outlives the server, and queries over a few rows are not worth compiling.
HURRY = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off"
# A server that a test stopped in the midst of a request would keep its tables from being emptied for good.
IMPATIENCE = "-c idle_in_transaction_session_timeout=120s"


class MissingError(Exception):
    """A service that cannot be had here; the message says why."""


def get_browser() -> str:
    """The path of what the tests drive: the shell where it is or can be installed, else a whole Chromium."""
    if not shutil.which(SHELL):
        with suppress(MissingError):
            install(SHELL)
    if path := shutil.which(SHELL):
        get_libraries()
        return path
    return get_chromium()


def get_chromium() -> str:
    """The path of a Chromium that Playwright can drive, which is installed if need be."""
    get_libraries()
    if not find_chromium():
        install("chromium")
    if path := find_chromium():
        return path
    raise MissingError("there is no Chromium on the PATH")


def get_libraries() -> None:
    """What the Node needs that Playwright brings."""
    if sys.platform == "linux" and not is_library("libatomic.so.1"):
        install("libatomic1")


def find_chromium() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUMS)), None)


def is_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def get_server() -> Path:
    """The folder of PostgreSQL's server programs, which are installed if need be."""
    if not find_server():
        install("postgresql")
    if folder := find_server():
        return folder
    raise MissingError("there are no server programs of PostgreSQL")


def find_server() -> Path | None:
    return next((folder for folder in server_folders() if is_server(folder)), None)


def server_folders() -> Iterator[Path]:
    """Where the server programs may lie: the one on the PATH first, then Debian's, the newest first."""
    if on_path := shutil.which("pg_ctl"):
        yield Path(on_path).resolve().parent
    if shutil.which("pg_config"):
        yield Path(subprocess.check_output(["pg_config", "--bindir"], text=True).strip())
    yield from sorted(DEBIAN_SERVERS.glob("[0-9]*/bin"), key=lambda path: -float(path.parent.name))


def is_server(folder: Path) -> bool:
    return all((folder / program).exists() for program in SERVER_PROGRAMS)


def install(package: str) -> None:
    """Install Debian's `package`, or say why not."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise MissingError(f"{package} is not on this machine, and only root on Debian can install it here")
    print(f"Installing Debian's package {package}", flush=True)
    with no_cluster_by_debian():
        apt_get("update")
        if not apt_get("install", "--yes", "--no-install-recommends", package):
            raise MissingError(f"apt-get could not install {package}")


def apt_get(*arguments: str) -> bool:
    """Whether it went well; if not, apt-get itself has said why."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "--quiet", *arguments]
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return done.returncode == 0


@contextmanager
def no_cluster_by_debian() -> Iterator[None]:
    """Keep the package postgresql from making a cluster of its own and starting it."""
    DEBIAN_WISH.parent.mkdir(parents=True, exist_ok=True)
    DEBIAN_WISH.write_text("create_main_cluster = false\n")
    try:
        yield
    finally:
        DEBIAN_WISH.unlink()


@contextmanager
def throwaway_cluster(programs: Path) -> Iterator[str]:
    """The address of a PostgreSQL server that ends with the context; it listens on a socket only."""
    with throwaway_folder() as folder:
        make_cluster(programs, folder)
        try:
            start_server(programs, folder, f"{HURRY} {IMPATIENCE}")
            yield address_in(folder)
        finally:
            stop_cluster(programs, folder)


@contextmanager
def throwaway_folder() -> Iterator[Path]:
    """A folder for a cluster, which is deleted afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="commonplace-", dir="/tmp"))  # the path of a socket must be short
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def address_in(folder: Path) -> str:
    return f"postgres://postgres@{str(folder).replace('/', '%2F')}/postgres"


def make_cluster(programs: Path, folder: Path) -> None:
    if os.geteuid() == 0:
        give_to_postgres(folder)
    new = ("--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", f"--locale={LOCALE}")
    run_in(folder, programs / "initdb", "--pgdata=data", *new)


def start_server(programs: Path, folder: Path, settings: str = "") -> None:
    """Start the server of a cluster, with settings such as `-c jit=off`."""
    options = f"--options={settings} -c listen_addresses= -c unix_socket_directories={folder}"
    run_in(folder, programs / "pg_ctl", "start", "--pgdata=data", "--log=log", "--wait", options)


def stop_cluster(programs: Path, folder: Path) -> None:
    if (folder / "data" / "postmaster.pid").exists():
        run_in(folder, programs / "pg_ctl", "stop", "--pgdata=data", "--mode=immediate", "--wait")


def give_to_postgres(folder: Path) -> None:
    try:
        shutil.chown(folder, "postgres", "postgres")
    except LookupError:
        raise MissingError("PostgreSQL refuses to run as root, and there is no user postgres") from None


def run_in(folder: Path, *command: str | Path) -> None:
    """Run one of the server programs, as the user postgres where we are root."""
    user = "postgres" if os.geteuid() == 0 else None
    done = subprocess.run(
        command,
        cwd=folder,
        user=user,
        group=user,
        extra_groups=[] if user else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise MissingError(f"{Path(command[0]).name} failed: {done.stdout.strip()}")
