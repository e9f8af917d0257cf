"""Imports run one way, and each foreign library has its room."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "loader"

LAYERS = [
    {"errors", "triples", "vocabulary", "resources", "progress", "tokens", "uncollected"},
    {"dates", "documents"},
    {"facts"},
    {"names", "importers"},
    {"claims"},
    {"records"},
    {"store", "holdings", "validation", "queries", "export", "reports", "wording", "results"},
    {"membership", "intake", "others", "reconcile"},
    {"change", "following"},
    {"judge", "compare", "verify"},
    {"dangling", "contradictions"},
    {"bulk", "rewriting"},
    {"verdict"},
    {"commit"},
    {"web"},
    {"endpoint"},
    {"cli"},
]
"""From the ground up: a room may import those below it, and itself."""

ROOMS = {
    "pyshacl": {"validation"},
    "rdflib": {"validation"},
    "pyoxigraph": {
        "store",
        "validation",
        "holdings",
        "queries",
        "reconcile",
        "results",
        "export",
        "verdict",
        "judge",
        "dangling",
        "bulk",
        "following",
        "rewriting",
        "documents",
        "others",
        "commit",
        "endpoint",
    },
    "starlette": {"endpoint"},
    "uvicorn": {"endpoint"},
    "h11": {"endpoint"},
    "jinja2": {"web"},
    "prometheus_client": {"endpoint"},
    "python_multipart": {"endpoint"},
    "ruamel": {"facts"},
    "typer": {"cli"},
    "junitparser": {"reports"},
    "rapidfuzz": {"facts", "reconcile"},
    "anyascii": {"reconcile"},
    "iso3166": {"importers"},
}
"""Which rooms may import a foreign library."""

HEAVY = {"pyshacl", "rdflib", "starlette", "uvicorn", "jinja2", "ruamel", "junitparser"}
"""Imported inside the function that needs them, or in a module that is imported so."""

MODULES = sorted(p for p in ROOT.rglob("*.py") if "data" not in p.relative_to(ROOT).parts)


def room(path: Path) -> str:
    """The first name below the package: a module or a folder."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """All modules that a file imports, wherever in the file; relative ones written out."""
    names = set()
    package = ["loader", *path.relative_to(ROOT).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*start, *([node.module] if node.module else [])])
            names |= {f"{module}.{alias.name}" for alias in node.names} if module == "loader" else {module}
    return names


def layer(name: str) -> int:
    for number, rooms in enumerate(LAYERS):
        if name in rooms:
            return number
    raise AssertionError(f"loader/{name} is in no layer: add it to LAYERS where it belongs")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_imports_only_from_below(path):
    here = room(path)
    if here == "__init__":
        return
    for name in imported(path):
        top, _, rest = name.partition(".")
        target = rest.split(".")[0]
        if top == "loader" and target and target not in (here, "__version__"):
            assert layer(target) <= layer(here), f"{path.name} imports loader.{target} from above"
            if layer(target) == layer(here):
                assert (here, target) in BESIDE, f"{path.name} imports loader.{target} beside it"


BESIDE = {
    ("intake", "change"),
    ("results", "queries"),
    ("results", "export"),
    ("holdings", "store"),
}
"""The few imports within a layer; each one-way."""


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_foreign_library_stays_in_its_room(path):
    for name in imported(path):
        library = name.split(".")[0]
        if library in ROOMS:
            assert room(path) in ROOMS[library], f"{library} has no business in loader/{room(path)}"


def test_the_command_line_starts_without_heavy_libraries():
    probe = (
        f"import sys, loader.cli; print(*sorted({HEAVY | {'pyoxigraph', 'msgspec'}!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_the_page_of_the_architecture_names_every_room():
    page = (ROOT.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert {name for rooms in LAYERS for name in rooms if f"loader/{name}" not in page} == set()


ENDPOINT = [
    {"settings", "client", "token_file"},
    {"network"},
    {"exchange"},
    {"access"},
    {"workers"},
    {"answers"},
    {"writer"},
    {"site"},
    {"pages"},
    {"addresses", "descriptions"},
    {"around"},
    {"app", "wire", "crowd"},
    {"server", "running", "connections"},
]
"""The rooms of the endpoint, from the ground up; its docstring says what each is for."""


@pytest.mark.parametrize(
    "path", sorted((ROOT / "endpoint").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT))
)
def test_the_endpoint_imports_only_from_below(path):
    number = {name: n for n, names in enumerate(ENDPOINT) for name in names}
    here = path.relative_to(ROOT / "endpoint").parts[0].removesuffix(".py")
    if here == "__init__":
        return
    for name in imported(path):
        parts = name.split(".")
        if parts[:2] == ["loader", "endpoint"] and parts[2:]:
            assert number[parts[2]] <= number[here], f"{path.name} imports {name} from above"
