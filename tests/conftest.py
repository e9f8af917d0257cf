"""Settings of the whole suite."""

import os
import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))

from command_desk import desk, forks, stored, story  # noqa: F401  # fixtures for all tests of commands

# Doctests are looked for in every module; these are of one name in several folders, and hold fixtures only.
collect_ignore_glob = ["*conftest.py"]

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
