"""Compiles the rules when the package is built; run by hatchling, never imported by mtlint."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class RulesHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        # From the source tree, where no dependency is installed yet: what this imports needs none.
        sys.path.insert(0, self.root)
        from detector import rulebook

        rulebook.write_compiled(Path(self.root) / "rules")
