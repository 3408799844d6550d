"""The programs that the audit measures with: found on the machine, else installed."""

import shutil
import subprocess
from pathlib import Path

from tests.services import MissingError, get_chromium, install

__all__ = ["MissingError", "get_chromium", "get_java", "get_node", "lighthouse", "vnu"]

FOLDER = Path(__file__).resolve().parent
PACKAGES = FOLDER / "node_modules"
LOCK, STAMP = FOLDER / "package-lock.json", PACKAGES / ".package-lock.json"
INSTALL = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit-lockfile-registry-resolved")


def get_node() -> str:
    """The path of a Node beside which the packages of package-lock.json stand, installed if need be."""
    node = get_program("node", "nodejs")
    if not is_installed():
        get_program("npm", "npm")
        print("Installing Lighthouse and the Nu HTML checker, which takes a minute once", flush=True)
        if subprocess.run(INSTALL, cwd=FOLDER, stdout=subprocess.DEVNULL).returncode:
            raise MissingError("npm could not install the packages of audit/package.json")
    return node


def is_installed() -> bool:
    return STAMP.exists() and STAMP.stat().st_mtime >= LOCK.stat().st_mtime


def get_java() -> str:
    return get_program("java", "default-jre-headless")


def get_program(name: str, package: str) -> str:
    if not shutil.which(name):
        install(package)
    if path := shutil.which(name):
        return path
    raise MissingError(f"there is no {name} on the PATH")


def lighthouse() -> list[str]:
    return [get_node(), str(PACKAGES / "lighthouse" / "cli" / "index.js")]


def vnu() -> list[str]:
    get_node()
    return [get_java(), "-Xss2m", "-jar", str(PACKAGES / "vnu-jar" / "build" / "dist" / "vnu.jar")]
