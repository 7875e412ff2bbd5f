"""Files people send: raw ones as they came, and documents that are checked for what they are."""

from fairway.kit.files.attachments import KINDS, LARGEST, WORDS, Attachment, Unsuitable, attach, kind_of, tidy_name
from fairway.kit.files.storing import StoredFile, TooLarge, place, store

__all__ = [
    "KINDS",
    "LARGEST",
    "WORDS",
    "Attachment",
    "StoredFile",
    "TooLarge",
    "Unsuitable",
    "attach",
    "kind_of",
    "place",
    "store",
    "tidy_name",
]
