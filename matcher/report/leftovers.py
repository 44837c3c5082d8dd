"""Hidden folders that a killed process left beside a run folder."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from matcher.report.manifest import MANIFEST, files_of_run


def clear_leftovers(target: Path) -> None:
    """Remove what processes that are gone left of a run folder, and put back what they took away.

    A run is written as ``.NAME.partial-PID`` and then renamed; an earlier run that it replaces is
    ``.NAME.replaced-PID`` meanwhile. A process that was killed between the two renames leaves no
    run in the place: the earlier one is then put back. Folders of live processes are left alone.
    """
    if not target.parent.is_dir():
        return
    pattern = re.compile(rf"\.{re.escape(target.name)}\.(partial|replaced)-(\d+)")
    for left in sorted(target.parent.iterdir()):
        match = pattern.fullmatch(left.name)
        if match is None or left.is_symlink() or _at_work(int(match[2])):
            continue
        whole_run = match[1] == "replaced" and files_of_run(left / MANIFEST)
        if whole_run and not target.exists():
            left.rename(target)
        else:
            shutil.rmtree(left, ignore_errors=True)


def _at_work(process: int) -> bool:
    """Whether another process of this number is alive; when in doubt, yes."""
    if process == os.getpid():
        # It is this one, which has written nothing yet: the number was used before.
        return False
    if os.name == "nt":
        # There, signal 0 is not a question but Ctrl-C.
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
