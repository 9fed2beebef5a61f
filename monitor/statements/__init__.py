"""Statements of a text. Pure, and without any model download; see `monitor.statements.engine`."""

from monitor.statements.engine import Depth, read_statements, reading_depth
from monitor.statements.parses import parser_from_spacy, register_parser

__all__ = ["Depth", "parser_from_spacy", "read_statements", "reading_depth", "register_parser"]
