"""The registry of states and territories: who is who, by which id, and what is left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from imported import loaded

from loader.errors import InputError
from loader.facts.model import Actor
from loader.importers.entry import Entry, Options
from loader.importers.states import state
from loader.importers.territories import entries

HERE = Path(__file__).parent / "territories"
REGISTRY = Path(__file__).resolve().parents[3] / "shared" / "data" / "territories"


def _read(*files: Path) -> dict[str, Entry]:
    """The entries by their codes."""
    return {entry.name: entry for entry in entries(files, Options())}


def _actors(found: dict[str, Entry]) -> dict[str, Actor]:
    return {code: fact for code, entry in found.items() for fact in entry.facts if isinstance(fact, Actor)}


def _unused(entry: Entry) -> dict[str, str]:
    return {unused.part: unused.reason for unused in entry.unused}


@pytest.fixture(scope="module")
def invented() -> dict[str, Entry]:
    return _read(HERE)


@pytest.fixture(scope="module")
def registry() -> dict[str, Entry]:
    if not REGISTRY.is_dir():
        pytest.skip("the shared data is not there")
    return _read(REGISTRY)


def test_what_is_on_a_par_with_states_is_named_and_a_part_has_its_code(invented: dict[str, Entry]) -> None:
    found = {code: (actor.id, actor.kind) for code, actor in _actors(invented).items()}
    assert found == {
        "eu": ("union-of-europe", "intergovernmental-organization"),
        "fd": ("freedonia", "state"),
        "fd-is": ("fd-is", "territory"),
        "fd-no": ("fd-no", "territory"),
        "fi": ("freedonia-isles", "territory"),
        "sfxx": ("sylvania-freedonia", "state"),
        "sy": ("sylvania", "state"),
    }
    assert found["fd"][0] == state("Freedonia").id


def test_names_are_aliases_by_quality_and_script(invented: dict[str, Entry]) -> None:
    freedonia = _actors(invented)["fd"]
    assert freedonia.name == "Freedonia"
    assert freedonia.aliases == ("Freedonien", "Republic of Freedonia")
    assert freedonia.names == {"und-Cyrl": ("Фридония",)}
    assert freedonia.weakAliases == ("Fredonia", "فریدونیا")


def test_codes_are_identifiers_under_the_standard_that_gives_them(invented: dict[str, Entry]) -> None:
    found = {code: actor.identifiers for code, actor in _actors(invented).items()}
    assert found["fd"] == {
        "iso-3166-1-alpha-2": ("fd",),
        "iso-3166-1-alpha-3": ("fdn",),
        "territory-code": ("fd",),
    }
    assert found["fd-no"] == {"iso-3166-2": ("fd-no",), "territory-code": ("fd-no",)}
    assert found["fi"]["iso-3166-2"] == ("fd-fi",)
    assert found["sfxx"] == {
        "iso-3166-1-alpha-3": ("sfu",),
        "iso-3166-3": ("sfxx",),
        "territory-code": ("sfxx",),
    }
    assert found["eu"] == {"territory-code": ("eu",)}


def test_codes_of_others_become_their_ids(invented: dict[str, Entry]) -> None:
    actors = _actors(invented)
    assert actors["fd-no"].country == ("freedonia",)
    assert actors["fd-no"].claimedBy == ("sylvania",)
    assert actors["sfxx"].successors == ("sylvania", "fd-no")


def test_what_is_not_said_is_reported_with_a_reason(invented: dict[str, Entry]) -> None:
    assert set(_unused(invented["fd"])) == {"region", "other_qids", "is_ftm", "summary", "langs"}
    assert _unused(invented["fd-no"]) == {"claims": "No actor was read that has the code 'zu'."}
    assert _unused(invented["sy"]) == {"capital": "The importer does not know this key."}
    assert _unused(invented["zz"]) == {"": "It is no state, territory or organisation."}
    assert not invented["zz"].facts


def test_one_file_alone_knows_no_other(invented: dict[str, Entry]) -> None:
    alone = _read(HERE / "fd_no.yml")["fd-no"]
    assert _actors({"fd-no": alone})["fd-no"].country == ()
    assert [unused.part for unused in alone.unused] == ["parent", "claims", "claims"]
    assert alone.position == 1


def _files(folder: Path, **names: str) -> Path:
    for code, name in names.items():
        (folder / f"{code}.yml").write_text(f"name: {name}\nis_country: true\n", encoding="utf-8")
    return folder


def test_territories_of_one_name_have_their_codes_as_ids(tmp_path: Path) -> None:
    found = _read(_files(tmp_path, fd="Freedonia", sy="FREEDONIA", ab="Group A"))
    assert {code: actor.id for code, actor in _actors(found).items()} == {
        "ab": "group-a",
        "fd": "fd",
        "sy": "sy",
    }
    assert "name" in _unused(found["fd"])


def test_a_name_that_is_the_code_of_another_is_no_id(tmp_path: Path) -> None:
    found = _read(_files(tmp_path, fd="Sy", sy="Sylvania"))
    assert {code: actor.id for code, actor in _actors(found).items()} == {"fd": "fd", "sy": "sylvania"}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.yml", "", "a.yml:1: this is not a territory, which has a 'name'."),
        ("a.yml", "- name: A\n- name: B\n", "a.yml:1: this is not a territory, which has a 'name'."),
        ("a.yml", "name: A\nname: B\n", "a.yml:2: 'name' stands there twice."),
        ("a.yml", "name: A\nalpha3: [b]\n", "a.yml:2: 'alpha3' must be text, not a list."),
        ("a.yml", "name: A\n\nnames_weak: B\n", "a.yml:3: 'names_weak' must be a list of texts."),
        (
            "a.yml",
            "name: A\nis_country: maybe\n",
            "a.yml:2: 'is_country' must be true or false, not 'maybe'.",
        ),
        ("a.yml", "name: A\nb: 'c\n", "This is not YAML"),
        ("A b.yml", "name: A\n", "A b.yml: its name is no code of a territory"),
        ("a.yml", f"name: A # {'b' * 300_000}\n", "a.yml: it has more than 262,144 bytes"),
    ],
)
def test_what_is_no_file_of_the_registry_is_told_in_one_line(
    name: str, text: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as told:
        _read(path)
    assert message in str(told.value)
    assert str(told.value).startswith(str(path))
    assert "\n" not in str(told.value)


def test_a_file_that_is_not_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "fd.yml").write_bytes("name: Freedonia\nfull_name: Фридония\n".encode("cp1251"))
    with pytest.raises(InputError, match=r"fd\.yml:2: This line is not UTF-8"):
        _read(tmp_path)


def test_a_folder_without_territories_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no YAML files"):
        _read(tmp_path)
    with pytest.raises(InputError, match="there is no such file"):
        _read(tmp_path / "fd.yml")


def test_two_files_of_one_code_are_told(tmp_path: Path) -> None:
    _files(tmp_path, fd="Freedonia")
    with pytest.raises(InputError, match="is about 'fd', as is"):
        _read(HERE, tmp_path)


def test_the_invented_registry_passes_the_gate(tmp_path: Path) -> None:
    tally, outcome = loaded("territories", [HERE], tmp_path)
    assert (tally.entries, tally.used, outcome.facts) == (8, 7, 7)
    assert not outcome.problems


def test_the_whole_registry_is_used_or_reported(registry: dict[str, Entry]) -> None:
    files = len(list(REGISTRY.glob("*.yml")))
    unused = {code for code, entry in registry.items() if not entry.facts}
    assert unused == {"ip", "zz"}
    assert len(registry) == files
    assert sorted(entry.position for entry in registry.values()) == list(range(1, files + 1))
    assert all(_unused(registry[code]).keys() == {""} for code in unused)


def test_the_whole_registry_has_ids_of_its_own(registry: dict[str, Entry]) -> None:
    actors = _actors(registry)
    assert len({actor.id for actor in actors.values()}) == len(actors) == len(registry) - 2
    assert (actors["kz"].id, actors["us"].id, actors["us-ga"].id) == ("kazakhstan", "united-states", "us-ga")
    assert actors["ge"].id == "georgia" and actors["ge"].claimedBy == ()
    assert actors["x-so"].country == ("georgia",) and actors["x-so"].claimedBy == ("russia",)
    assert "md-pmr" in actors["su-md"].successors


def test_the_whole_registry_has_as_many_codes_of_countries_as_the_standard(
    registry: dict[str, Entry],
) -> None:
    codes = [scheme for actor in _actors(registry).values() for scheme in actor.identifiers]
    assert codes.count("iso-3166-1-alpha-2") == 249
