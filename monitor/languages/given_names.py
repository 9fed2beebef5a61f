"""Given names of the world's papers with their gender, in Latin, Cyrillic and Arabic script
(``given_names.toml``).
"""

import functools
import tomllib
from importlib import resources
from typing import Literal

from monitor.languages.folding import fold_word

Gender = Literal["m", "f", "?"]
_SECTIONS: tuple[tuple[str, Gender], ...] = (("either", "?"), ("female", "f"), ("male", "m"))


@functools.cache
def given_names() -> dict[str, Gender]:
    """Return the gender of each given name, by its folded form; ``?`` for both genders."""
    file = resources.files("monitor.languages").joinpath("given_names.toml")
    data = tomllib.loads(file.read_text("utf-8"))
    return {
        fold_word(name): gender for section, gender in _SECTIONS for name in data[section].split()
    }
