"""The doors of the instruments, loaded afresh with a Streamlit that only listens."""

import importlib.util
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
import streamlit as st

from rnnviz.components import beam, board, cliff, diagram, flow, instrument, lab, pixels, unfolder, wired

STAGES = {"instrument": instrument, "unfolder": unfolder}  # By the folder of their files.
DOORS = {**STAGES, "diagram": diagram, "wired": wired, "pixels": pixels, "beam": beam, "flow": flow}
DOORS |= {"lab": lab, "cliff": cliff, "board": board}


class Registration:
    """What a door registered, and every call that mounts it."""

    def __init__(self) -> None:
        self.name = ""
        self.files: dict[str, str] = {}
        self.mounted: list[dict[str, Any]] = []
        self.module = ModuleType("not yet loaded")

    def component(self, name: str, **files: str) -> Callable[..., dict[str, Any]]:
        """Stand in for st.components.v2.component."""
        self.name, self.files = name, files

        def mount(**options: Any) -> dict[str, Any]:
            self.mounted.append(options)
            return options

        return mount


def registered(door: str = "instrument") -> Registration:
    """Load a door once more, beside the one that the app uses."""
    registration = Registration()
    spec = importlib.util.spec_from_file_location("the_door_again", str(DOORS[door].__file__))
    assert spec and spec.loader
    registration.module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(st.components.v2, "component", registration.component)
        spec.loader.exec_module(registration.module)
    return registration
