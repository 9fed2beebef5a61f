"""Text to who said what. Pure, and without any model download; see `monitor.statements.engine`."""

from monitor.statements.engine import read_statements

__all__ = ["read_statements"]
