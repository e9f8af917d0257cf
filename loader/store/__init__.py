"""The store on disk: a folder of immutable versions, one of which is current.

::

    DIR/store.json            the format of this layout, and the base of the IRIs that are minted
    DIR/current               the number of the current version ("000000": none yet)
    DIR/lock                  held by the one process that writes
    DIR/versions/000001/      graph/ (RocksDB, opened read-only), manifest.json, places/
    DIR/versions/000001.gone/ a version that is being cleaned away; of no meaning to a reader
    DIR/aside/                where the next version is being made; of no meaning to a reader

How a version is committed. The writer holds the lock from before the first step until after the last.

1. Leftovers of writers that died are removed: `aside/`, a half-written `current.new`, what was being cleaned
   away, and a version newer than the current one (it never became current, so nobody was told of it).
2. The current graph is copied to `aside/work/`: its table files are immutable, so they are hard-linked, and
   only a few small files are copied. It is written there, in any way, for as long as it takes.
3. The engine flushes and makes a checkpoint of it in `aside/version/graph/`: again hard links. The checkpoint
   is whole in itself and no process has it open, so that nobody depends on when the writer's handle closes.
4. Beside it come `places/`, most of whose parts are links too, and then `manifest.json`, which names every
   file with its SHA-256.
5. Every new file is synced to disk, then every folder of the version.
6. `aside/version` is renamed to `versions/NNNNNN`, and `versions/` is synced.
7. `current.new` is written and synced, then renamed to `current`: this rename is the commit. The store's
   folder is synced, and only then is the commit reported.

A kill or a power cut before the rename in step 7 leaves `current` as it was; after it, `current` names a
version that was whole and on disk since step 6. `current` is a file and not a symbolic link, because a file
can be synced by itself, and survives archives, copies and file systems that know no links. A reader never
waits for anybody: it reads `current`, opens that version, which never changes, and keeps it while it likes.

How a version is cleaned away (`pruning`). A reader marks the folder of its version by a shared lock of the
kernel, which dies with it (`marks`). Whoever cleans away holds the writer's lock, syncs `current`, and asks
for each folder alone; those that are read stay. The others are renamed to `*.gone`, `versions/` is synced,
and only then are files removed. How a store is copied stands in `copying`, and all of it in docs/store.md.
"""

from __future__ import annotations

from loader.store.copying import Copied, backup, restore
from loader.store.draft import Draft
from loader.store.history import Store
from loader.store.manifest import Action, Manifest, Stated
from loader.store.places import Places
from loader.store.pruning import Pruned, prune
from loader.store.version import Version, verify_files

__all__ = [
    "Action",
    "Copied",
    "Draft",
    "Manifest",
    "Places",
    "Pruned",
    "Stated",
    "Store",
    "Version",
    "backup",
    "prune",
    "restore",
    "verify_files",
]
