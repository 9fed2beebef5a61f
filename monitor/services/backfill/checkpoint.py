"""The position of a back-fill on disk, and the items that it skipped.

NAME.json            the position, replaced after each batch
NAME.listed.jsonl    the texts of a list that only grows (`GROWING`), a JSON string on a line
                     each; the position has their number and where the last one ends
NAME.skipped.jsonl   the skipped items, a JSON object on a line each
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from monitor.config.private_files import create_private_folder
from monitor.records.ids import digest
from monitor.services.backfill.items import GROWING, Position, Skipped

FORMAT = 1
"""Number of the format; a file of another one is ignored, and the source is read from its start."""


class Checkpoint:
    """The files of one source below a folder."""

    def __init__(self, folder: Path, kind: str, key: str) -> None:
        create_private_folder(folder)
        name = f"{kind}-{digest(key, size=6)}"
        self.file, self.skipped_file = folder / f"{name}.json", folder / f"{name}.skipped.jsonl"
        self._listed_file = folder / f"{name}.listed.jsonl"
        self._listed, self._listed_bytes = 0, 0
        self.sent = 0
        """Articles of earlier runs."""
        self.position: Position | None = None
        self.is_done = False
        self._read()

    def _read(self) -> None:
        try:
            written: dict[str, Any] = json.loads(self.file.read_text("utf-8"))
        except (OSError, ValueError):
            return
        if isinstance(written, dict) and written.get("format") == FORMAT:
            try:
                self.position = self._with_listed(written["position"])
            except (OSError, ValueError):
                return
            self.sent, self.is_done = written["sent"], written["done"]

    def _with_listed(self, position: dict[str, Any]) -> dict[str, Any]:
        """Return a position with its list; what was added after it counts as not written.

        Raises OSError, ValueError for a list that is missing or cut.
        """
        if not isinstance(position.get(GROWING), dict):
            return position
        count, size = position[GROWING]["count"], position[GROWING]["bytes"]
        with self._listed_file.open("rb") as file:
            lines = file.read(size).splitlines()
        if len(lines) != count:
            raise ValueError(f"{self._listed_file} has {len(lines)} of {count} lines")
        self._listed, self._listed_bytes = count, size
        return {**position, GROWING: [json.loads(line) for line in lines]}

    def forget(self) -> None:
        """Begin at the start of the source."""
        self.position, self.sent, self.is_done = None, 0, False
        self.file.unlink(missing_ok=True)
        self._listed, self._listed_bytes = 0, 0
        self._listed_file.unlink(missing_ok=True)
        self.skipped_file.unlink(missing_ok=True)

    def store(self, position: Position, sent: int, *, is_done: bool = False) -> None:
        """Replace the position. Raises OSError."""
        self.position, self.sent, self.is_done = position, sent, is_done
        written = {**position}
        if GROWING in position:
            written[GROWING] = self._add_listed(position[GROWING])
        body = {"format": FORMAT, "position": written, "sent": sent, "done": is_done}
        partial = self.file.with_suffix(".partial")
        partial.write_text(json.dumps(body), encoding="utf-8")
        partial.replace(self.file)

    def _add_listed(self, texts: list[str]) -> dict[str, int]:
        """Add the new texts of a list to its file; return their count and bytes."""
        if len(texts) > self._listed:
            mode = "r+b" if self._listed_file.exists() else "w+b"
            with self._listed_file.open(mode) as file:
                file.truncate(self._listed_bytes)
                file.seek(self._listed_bytes)
                for text in texts[self._listed :]:
                    self._listed_bytes += file.write(f"{json.dumps(text)}\n".encode())
            self._listed = len(texts)
        return {"count": self._listed, "bytes": self._listed_bytes}

    def add_skipped(self, skipped: tuple[Skipped, ...]) -> None:
        """Append items that were skipped, a JSON object on a line each. Raises OSError."""
        if skipped:
            lines = [json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in skipped]
            with self.skipped_file.open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.writelines(lines)
