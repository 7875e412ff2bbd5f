"""Write a table as an Excel workbook: one sheet, a bold heading row, numbers as numbers, days as days, text as text.

Text stands in the file as text, so nothing in it is run as a formula and nothing needs an apostrophe. A number of more
than the 15 digits that Excel keeps is written as text, digit for digit.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape

from fairway.values import Exact

Cell = str | int | bool | Exact | datetime.date | datetime.datetime | None
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_SHEETS}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Rows" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    # 0 plain, 1 bold, 2 a day, 3 a moment
    "xl/styles.xml": f'<styleSheet xmlns="{_SHEETS}"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd hh:mm"/>'
    '</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/>'
    '<name val="Calibri"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4">'
    '<xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/>'
    '<xf numFmtId="165" applyNumberFormat="1"/></cellXfs></styleSheet>',
}
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DAY_ZERO = datetime.date(1899, 12, 30)
_FIRST = datetime.date(1900, 3, 1)
"""Before this day Excel counts a day that never was."""
LONGEST = 32_767
"""Characters of one cell; what is longer is cut, as Excel itself would refuse it."""
KEPT_DIGITS = 15


def workbook_bytes(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write a table as a workbook."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, _HEAD + text)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for piece in _sheet(headings, rows):
                sheet.write(piece.encode())
    return made.getvalue()


def _sheet(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    yield f'{_HEAD}<worksheet xmlns="{_SHEETS}"><sheetViews><sheetView workbookViewId="0">'
    yield '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    yield "<sheetData>"
    yield f"<row>{''.join(_text(one, 1) for one in headings)}</row>"
    for row in rows:
        yield f"<row>{''.join(map(_cell, row))}</row>"
    yield "</sheetData></worksheet>"


def _cell(value: Cell) -> str:
    match value:
        case None | "":
            return "<c/>"
        case bool():
            return _text("true" if value else "false")
        case int() | Exact():
            return _number(f"{value:f}" if isinstance(value, Exact) else str(value))
        case datetime.datetime():
            # the clock of the reader stands in the text; a serial number has no zone
            return _text(value.isoformat())
        case datetime.date():
            return f'<c s="2"><v>{(value - _DAY_ZERO).days}</v></c>' if value >= _FIRST else _text(value.isoformat())
        case _:
            return _text(str(value))


def _number(digits: str) -> str:
    if len(digits.strip("-").replace(".", "").lstrip("0")) > KEPT_DIGITS:
        return _text(digits)
    return f"<c><v>{digits}</v></c>"


def _text(text: str, style: int = 0) -> str:
    said = escape(_NO_XML.sub("", text[:LONGEST]))
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{said}</t></is></c>'
