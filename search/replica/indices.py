"""The indices in Elasticsearch: one for each build, behind an alias that only a complete one gets."""

import re
import secrets
from collections.abc import Iterable, Iterator

from django.conf import settings
from elasticsearch import NotFoundError

from search.models import SearchBuild

from .client import Refused, client
from .documents import MAPPING, SETTINGS, Document, digest

VERSION_CONFLICT = 409


def alias_of(build: SearchBuild) -> str:
    """The name under which the replica of `build` is asked; another one for each mapping."""
    return f"{settings.ELASTICSEARCH_PREFIX}-{build.pk}-{digest(MAPPING)[:8]}"


def mark_of(build: SearchBuild) -> dict[str, str]:
    """What tells `build` from one of the same number in another database, or before a backup was restored."""
    return {"begun_at": build.begun_at.isoformat()}


def is_filled(build: SearchBuild) -> bool:
    """Whether there is a complete replica of `build`."""
    try:
        found = client().indices.get_mapping(index=alias_of(build))
    except NotFoundError:
        return False
    return any(index["mappings"].get("_meta") == mark_of(build) for index in found.values())


def create(build: SearchBuild) -> str:
    """Make an empty index for `build`, which nobody asks yet; returns its name."""
    name = f"{alias_of(build)}-{secrets.token_hex(4)}"
    mapping = {**MAPPING, "_meta": mark_of(build)}
    client().indices.create(index=name, settings={"index": SETTINGS}, mappings=mapping, aliases={filling(name): {}})
    return name


def filling(name: str) -> str:
    """The alias under which the index `name` is written to until it is complete."""
    return f"{name}-filling"


def publish(build: SearchBuild, name: str) -> None:
    """Let the index `name` be the replica of `build`, in one step, in place of any other.

    As one segment, in which each term of a query is looked up once.
    """
    client().indices.forcemerge(index=name, max_num_segments=1)
    client().indices.refresh(index=name)
    actions: list[dict] = [
        {"add": {"index": name, "alias": alias_of(build)}},
        {"remove": {"index": name, "alias": filling(name)}},
        *({"remove_index": {"index": other}} for other in own_indices(build) if other != name),
    ]
    client().indices.update_aliases(actions=actions)


def own_indices(build: SearchBuild | None = None) -> list[str]:
    """The names of this site's indices, all or those of `build`, complete or not."""
    number = build.pk if build else r"\d+"
    pattern = re.compile(rf"{settings.ELASTICSEARCH_PREFIX}-{number}(-[0-9a-f]{{8}}){{2}}")
    found = client().indices.get(index=f"{settings.ELASTICSEARCH_PREFIX}-*", features="aliases")
    return [name for name in found if pattern.fullmatch(name)]


def remove_all_but(builds: Iterable[SearchBuild], *, before: SearchBuild | None = None) -> list[str]:
    """Remove the indices of all other builds, or of those that were begun before one; returns their names."""
    kept = {name for build in builds for name in own_indices(build)}
    superfluous = [name for name in own_indices() if name not in kept and (not before or _number(name) < before.pk)]
    for name in superfluous:
        client().indices.delete(index=name, ignore_unavailable=True)
    return superfluous


def write(alias: str, documents: Iterable[Document], *, refresh: bool = True) -> None:
    """Put the documents in. One that is there in a newer version stays."""
    operations: list[dict] = []
    for document in documents:
        operations += [{"index": _address(document.page_id, document.version)}, document.body]
    _send(alias, operations, refresh)


def delete(alias: str, versions: dict[int, int]) -> None:
    """Take out what is there of these pages in no newer a version."""
    _send(alias, [{"delete": _address(page_id, version)} for page_id, version in versions.items()], refresh=True)


def extent(build: SearchBuild) -> tuple[int, int]:
    """How many pages the replica of `build` holds, and the latest version among them."""
    latest = {"latest": {"max": {"field": "version"}}}
    answer = client().search(index=alias_of(build), size=0, track_total_hits=True, aggregations=latest)
    return answer["hits"]["total"]["value"], int(answer["aggregations"]["latest"]["value"] or 0)


def digests(build: SearchBuild) -> Iterator[tuple[int, int, str]]:
    """Page, version and digest of all that the replica of `build` holds, in the order of the pages."""
    last = 0
    while True:
        answer = client().search(
            index=alias_of(build),
            query={"range": {"page_id": {"gt": last}}},
            sort=["page_id"],
            size=1000,
            source=False,
            version=True,
            docvalue_fields=["digest"],
        )
        hits = answer["hits"]["hits"]
        for hit in hits:
            yield int(hit["_id"]), hit["_version"], hit["fields"]["digest"][0]
        if not hits:
            return
        last = int(hits[-1]["_id"])


def _number(name: str) -> int:
    """The number of the build that an index is of."""
    return int(name.removeprefix(f"{settings.ELASTICSEARCH_PREFIX}-").partition("-")[0])


def _address(page_id: int, version: int) -> dict[str, object]:
    return {"_id": str(page_id), "version": version, "version_type": "external_gte"}


def _send(alias: str, operations: list[dict], refresh: bool) -> None:
    if not operations:
        return
    # what was wiped must not come back as an index that Elasticsearch makes up
    answer = client().bulk(index=alias, operations=operations, refresh=refresh, require_alias=True)
    results = [result for item in answer["items"] for result in item.values()]
    refused = [each["status"] for each in results if "error" in each and each["status"] != VERSION_CONFLICT]
    if refused:
        raise Refused(f"{len(refused)} of {len(results)} documents, with status {sorted(set(refused))}")
