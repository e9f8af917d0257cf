"""The cases that a test of reports runs on, and the schema of SARIF."""

from __future__ import annotations

import hashlib
import json
import subprocess
import tarfile
from pathlib import Path

import jsonschema
import pytest
from report_cases import CASES, Case
from uv_command import find_uv

# The schema is OASIS's text and not ours to keep, and no wheel carries it: a source distribution does.
SDIST = "sarif-pydantic==0.6.2"
SDIST_SHA256 = "634df2784533fcac8e86f0c60a0e45ead1d35452dc2331d32596275595906e7f"
SCHEMA = "sarif-schema-2.1.0.json"
SCHEMA_SHA256 = "6352a05f9d03f181b8d9c71a46bdacc4fcff9d8ade5364858b425ba0c0994ed7"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes `case` runs once for each folder under `cases/`."""
    if "case" in metafunc.fixturenames:
        assert CASES, "tests/reports/cases/ holds no case"
        metafunc.parametrize("case", [CASES[name] for name in sorted(CASES)], ids=sorted(CASES))


@pytest.fixture
def mixed() -> Case:
    """The case that has a little of everything."""
    return CASES["mixed"]


@pytest.fixture(scope="session")
def sarif_schema(pytestconfig: pytest.Config) -> jsonschema.protocols.Validator:
    """A validator of SARIF 2.1.0; the schema is fetched once and kept in pytest's cache."""
    assert pytestconfig.cache is not None
    kept = pytestconfig.cache.mkdir("sarif") / SCHEMA
    if not kept.is_file():
        kept.write_bytes(_fetched(pytestconfig.cache.mkdir("sarif")))
    text = kept.read_bytes()
    assert hashlib.sha256(text).hexdigest() == SCHEMA_SHA256, f"{kept} is not the schema; delete it"
    schema = json.loads(text)
    return jsonschema.validators.validator_for(schema)(schema)


def _fetched(folder: Path) -> bytes:
    uv = find_uv()
    if uv is None:
        pytest.skip("uv is not installed, so the schema of SARIF cannot be fetched")
    wanted = folder / "requirements.txt"
    wanted.write_text(f"{SDIST} --hash=sha256:{SDIST_SHA256}\n", encoding="utf-8")
    pip = [uv, "tool", "run", "pip", "download", "--quiet", "--no-deps", "--no-binary=sarif-pydantic"]
    done = subprocess.run(
        [*pip, "--require-hashes", "-r", wanted, "-d", folder], capture_output=True, text=True, check=False
    )
    if done.returncode:
        assert "DO NOT MATCH THE HASHES" not in done.stderr, done.stderr
        pytest.skip(f"the schema of SARIF cannot be fetched: {done.stderr.strip().splitlines()[-1]}")
    [archive] = folder.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        [member] = [name for name in packed.getnames() if name.endswith(f"/{SCHEMA}")]
        found = packed.extractfile(member)
        assert found is not None
        return found.read()
