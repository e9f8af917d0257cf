"""Puts the SPARQL editor into the wheel, where npm is there to install it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class EditorHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own examples name no argument
    """Runs `loader/web/build.py`, which is not importable before the package is installed."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Install the editor before files are collected; an editable install is built by `make setup`."""
        if version == "editable":
            return
        path = Path(self.root) / "loader" / "web" / "build.py"
        spec = importlib.util.spec_from_file_location("detente_web_build", path)
        if spec is None or spec.loader is None:
            raise FileNotFoundError(f"{path} is missing from this checkout.")
        build = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(build)
        build.build_editor()
        _ = build_data
