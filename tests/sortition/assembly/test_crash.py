"""A command that is killed, whatever it was doing, has been done or has not been given.

`crash_run` kills every command; it runs by itself, for it forks.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.sortition.assembly.crash_commands import COMMANDS

KINDS = {
    *("before SQL", "after SQL", "within SQL", "before commit", "after commit", "file.write"),
    *("before close", "after close", "after os.replace", "after os.mkdir", "after os.fsync"),
}
"""Points that there are in what all commands do together."""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only POSIX systems fork")
def test_a_killed_command_leaves_the_old_dossier_or_the_new_one(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "tests.sortition.assembly.crash_run", str(tmp_path)]
    run = subprocess.run(line, cwd=Path(__file__).parents[3], capture_output=True, text=True)
    assert run.stdout, run.stderr
    found = json.loads(run.stdout)
    assert found["wrong"] == [], "\n".join(found["wrong"][:3])
    assert run.returncode == 0, run.stderr
    kinds: Counter[str] = Counter()
    for command in COMMANDS:
        if not command.least:
            continue
        one = found["commands"][command.name]
        assert sum(one["points"].values()) >= command.least, command.name
        assert one["kills"] >= 5, command.name
        assert one["ends"]["old"] >= 2, command.name
        assert command.begins or one["ends"]["new"] >= 1, command.name
        kinds.update(one["points"])
    assert set(kinds) >= KINDS
    assert sum(kinds.values()) >= 1500
    told = found["commands"].values()
    assert sum(one["kills"] for one in told) >= 150
    assert sum(one["ends"].get("new", 0) for one in told) >= 30
