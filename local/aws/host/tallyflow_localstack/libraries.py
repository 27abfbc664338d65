"""Puts into one folder what LocalStack would fetch or compute at its first start.

`python -m tallyflow_localstack.libraries <folder>` adds what is missing: the jars by Maven coordinate, from the
repository LocalStack itself is set to, each of which must match the SHA-256 its list pins; and LocalStack's index of
the AWS services, which takes it several seconds to build.
"""

import hashlib
import os
import platform
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

KINDS = ("dynamodb", "jsonata")


def wanted(kind: str) -> list[tuple[str, str]]:
    """The coordinates and checksums of a kind that belong on this platform."""
    here = f"{sys.platform}-{platform.machine()}"
    entries = []
    for line in files("tallyflow_localstack").joinpath(f"{kind}-jars.txt").read_text().splitlines():
        coordinate, checksum, *platforms = line.split()
        if not platforms or here in platforms:
            entries.append((coordinate, checksum.removeprefix("sha256:")))
    return entries


def fetch(coordinate: str, checksum: str, folder: str) -> None:
    import requests
    from localstack.constants import MAVEN_REPO_URL

    group, artifact, extension, version = coordinate.split(":")
    name = f"{artifact}-{version}.{extension}"
    target = os.path.join(folder, name)
    if os.path.exists(target) and _digest(target) == checksum:
        return
    url = f"{MAVEN_REPO_URL}/{group.replace('.', '/')}/{artifact}/{version}/{name}"
    answer = requests.get(url, timeout=120)
    answer.raise_for_status()
    found = hashlib.sha256(answer.content).hexdigest()
    if found != checksum:
        raise ValueError(f"{name} has the SHA-256 {found}, but {checksum} is pinned")
    with open(target + ".part", "wb") as part:
        part.write(answer.content)
    os.replace(target + ".part", target)


def build_service_index(folder: str) -> None:
    from localstack.aws import spec

    # Under another name first: a start that finds half an index would do without one.
    target = os.path.join(folder, spec._get_catalog_filename())
    if not os.path.exists(target):
        spec.build_service_index_cache(target + ".part")
        os.replace(target + ".part", target)


def _digest(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main(root: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        jobs = []
        for kind in KINDS:
            folder = os.path.join(root, kind)
            os.makedirs(folder, exist_ok=True)
            jobs += [pool.submit(fetch, coordinate, checksum, folder) for coordinate, checksum in wanted(kind)]
        build_service_index(root)
        for job in jobs:
            job.result()


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except Exception as error:
        sys.exit(f"{type(error).__name__}: {error}")
