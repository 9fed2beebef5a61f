"""Text to who said what. Pure, and without any model download; see `monitor.statements.engine`."""

from monitor.statements.engine import read_statements
from monitor.statements.parses import parser_from_spacy, register_parser

__all__ = ["parser_from_spacy", "read_statements", "register_parser"]
