"""Images that are made to back up one database, which they are told of by their variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from continuity_audit.profiles.kubernetes.backup_jobs.copies import PRINTED, Copy
from continuity_audit.profiles.kubernetes.backup_jobs.dumps import Dump
from continuity_audit.profiles.kubernetes.backup_jobs.options import options_of
from continuity_audit.profiles.kubernetes.backup_jobs.programs import Container
from continuity_audit.profiles.kubernetes.backup_jobs.targets import Target, of_url


class Image(Struct, frozen=True):
    """The variables of an image, by what they say."""

    engine: str
    source: str
    host: str
    database: str
    bucket: str = ""
    endpoint: str = ""
    region: str = ""
    target: str = ""
    """The address of a bucket, or a folder."""
    folder: str = ""
    """Where it writes to where none is named."""
    storage: str = ""
    """The option without which it writes to the folder."""


_SCHICKLING: Final = Image(
    "postgresql", "https://github.com/eeshugerman/postgres-backup-s3", "POSTGRES_HOST", "POSTGRES_DATABASE",
    "S3_BUCKET", "S3_ENDPOINT", "S3_REGION",
)  # fmt: skip
_JKANINDA: Final = Image(
    "postgresql", "https://github.com/jkaninda/pg-bkup", "DB_HOST", "DB_NAME", "AWS_S3_BUCKET_NAME", "AWS_S3_ENDPOINT",
    "AWS_REGION", folder="/backup", storage="s3",
)  # fmt: skip

IMAGES: Final[Mapping[str, Image]] = {
    "postgres-backup-s3": _SCHICKLING,
    "postgresql-backup-s3": replace(_SCHICKLING, source="https://github.com/itbm/postgresql-backup-s3"),
    "mysql-backup-s3": replace(
        _SCHICKLING, engine="mysql", source="https://github.com/schickling/dockerfiles/tree/master/mysql-backup-s3",
        host="MYSQL_HOST", database="MYSQLDUMP_DATABASE",
    ),
    "mysql-backup": Image(
        "mysql", "https://github.com/databacker/mysql-backup/blob/master/docs/configuration.md", "DB_SERVER",
        "DB_DUMP_INCLUDE", endpoint="AWS_ENDPOINT_URL", region="AWS_REGION", target="DB_DUMP_TARGET",
    ),
    "postgres-backup-local": Image(
        "postgresql", "https://github.com/prodrigestivill/docker-postgres-backup-local", "POSTGRES_HOST", "POSTGRES_DB",
        target="BACKUP_DIR", folder="/backups",
    ),
    "pg-bkup": _JKANINDA,
    "mysql-bkup": replace(_JKANINDA, engine="mysql", source="https://github.com/jkaninda/mysql-bkup"),
}  # fmt: skip
"""The images by the last part of their names: those who build them anew keep it, and the variables."""
_ALL: Final = ("all", "*", "--all-databases")


def backup_of(container: Container) -> tuple[Dump, Copy | None] | None:
    """The dump that an image makes by itself, and where it goes; ``None`` where it is no such image or not told so."""
    image = IMAGES.get(container.image_name)
    told = container.environment
    if image is None or not (host := told.get(image.host)):
        return None
    words = [word for command in container.commands for word in command.words]
    names = told.get(image.database, "").split(",")
    databases = () if set(names) & {*_ALL, ""} or told.get("POSTGRES_BACKUP_ALL") == "true" else tuple(names)
    dump = Dump(container.image_name, image.engine, (host,), databases)
    target = _target(image, told, words)
    return dump, Copy(container.image_name, (PRINTED,), target) if target else None


def _target(image: Image, told: Mapping[str, str], words: list[str]) -> Target | None:
    endpoint, region = told.get(image.endpoint, ""), told.get(image.region, "")
    if image.storage and options_of(words, ("--storage", "-s")).first("--storage", "-s") != image.storage:
        return Target(folder=image.folder)
    if image.bucket:
        return Target("s3", bucket, endpoint, region) if (bucket := told.get(image.bucket)) else None
    place = told.get(image.target, "") or image.folder
    return of_url(place, endpoint, region) or (Target(folder=place) if place.startswith("/") else None)


__all__ = ["IMAGES", "backup_of"]
