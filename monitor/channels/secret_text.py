"""Files of secrets: one reader, and one error, for every setting that names such a file.

The text is UTF-8, or UTF-16 with a byte order mark, as editors on Windows write it. White space
around it, such as the line end, is not part of the secret.
"""

import codecs
from pathlib import Path

from monitor.records.errors import UnreadableSecret

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_secret(file: Path) -> str:
    """Return the secret in a file. Raises `UnreadableSecret`."""
    try:
        data = file.read_bytes()
        secret = data.decode("utf-16" if data.startswith(UTF_16) else "utf-8-sig").strip()
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnreadableSecret(
            f"{file} cannot be read: {reason}; write the secret into this file, and let the user"
            " of this process read it"
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableSecret(f"{file} is not text; save it as UTF-8") from error
    if not secret:
        raise UnreadableSecret(f"{file} is empty; write the secret into it")
    return secret
