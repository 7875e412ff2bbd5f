"""Files of the outside world: bytes in, rows and reasons out; streaming, no database.

source = open_file(path, "march.csv")      # told by content; refuses what is no table, by name
guess = detect(source)                     # layout, confidence, doubts, notes
reading = start_reading(source, guess.layout, guess.headings)
for batch in reading.batches(): ...        # Arrow: line number, then every cell as text
"""

from fairway.formats.dates import date_sql, read_date
from fairway.formats.detecting import Detected, detect, detect_in, detect_writing
from fairway.formats.encodings import ACCEPTED as ENCODINGS
from fairway.formats.encodings import TextNotes
from fairway.formats.fields import SALES_FIELDS, VENDORS_OWN, Field, plain_heading
from fairway.formats.kinds import Kind, Source, identify
from fairway.formats.layout import BadLayout, Layout
from fairway.formats.numbers import finer_sql, number, number_sql, text_sql
from fairway.formats.reading import Reading, Sample, headings_of, open_file, settled, start_reading, take_sample
from fairway.formats.refusals import CannotRead
from fairway.formats.writing import csv_text, harmless

__all__ = [
    "ENCODINGS",
    "SALES_FIELDS",
    "VENDORS_OWN",
    "BadLayout",
    "CannotRead",
    "Detected",
    "Field",
    "Kind",
    "Layout",
    "Reading",
    "Sample",
    "Source",
    "TextNotes",
    "csv_text",
    "date_sql",
    "detect",
    "detect_in",
    "detect_writing",
    "finer_sql",
    "harmless",
    "headings_of",
    "identify",
    "number",
    "number_sql",
    "open_file",
    "plain_heading",
    "read_date",
    "settled",
    "start_reading",
    "take_sample",
    "text_sql",
]
