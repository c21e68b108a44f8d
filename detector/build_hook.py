"""Compiles the rules when the package is built; run by hatchling, never imported by mtlint."""

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class RulesHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        # Loaded by path: the package itself cannot be imported before its dependencies are there.
        root = Path(self.root)
        spec = importlib.util.spec_from_file_location("compiled", root / "detector" / "compiled.py")
        assert spec
        assert spec.loader
        compiled = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(compiled)
        compiled.write(root / "rules")
