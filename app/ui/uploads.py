"""What a user uploads or pastes, as names and bytes."""

from __future__ import annotations

from collections.abc import Sequence

from streamlit.runtime.uploaded_file_manager import UploadedFile

from hubscan.cards.uploads import distinct_names

PASTED = "pasted card"


def named_contents(uploads: Sequence[UploadedFile], pasted: str = "") -> dict[str, bytes]:
    """Return what was given by name; a pasted text counts where it says something."""
    names = distinct_names([upload.name for upload in uploads])
    contents = {name: upload.getvalue() for name, upload in zip(names, uploads, strict=True)}
    return contents | ({PASTED: pasted.encode()} if pasted.strip() else {})
