"""An agreement's Markdown as plain blocks, for a typesetter that takes data and no markup."""

from __future__ import annotations

from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

Run = dict[str, Any]
Block = dict[str, Any]


def blocks_of(text: str) -> list[Block]:
    """Headings, paragraphs, points and tables, each with runs of plain, strong and emphasised text.

    Points carry their depth and their sign. Raw HTML, images and links' addresses are not printed; their words are.
    """
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(text)
    found: list[Block] = []
    signs: list[str] = []
    numbers: list[int] = []
    point = ""
    heading = 0
    row: list[list[Run]] | None = None
    for token in tokens:
        match token.type:
            case "heading_open":
                heading = int(token.tag[1:])
            case "heading_close":
                heading = 0
            case "bullet_list_open" | "ordered_list_open":
                ordered = token.type == "ordered_list_open"
                signs.append("number" if ordered else "point")
                numbers.append(int(token.attrGet("start") or 1) if ordered else 0)
            case "bullet_list_close" | "ordered_list_close":
                signs.pop()
                numbers.pop()
            case "list_item_open":
                point = f"{numbers[-1]}." if signs[-1] == "number" else "•"
                numbers[-1] += 1
            case "table_open":
                found.append({"kind": "table", "rows": []})
            case "tr_open":
                row = []
            case "tr_close":
                found[-1]["rows"].append(row)
                row = None
            case "inline" if row is not None:
                row.append(_runs(token))
            case "inline" if heading:
                found.append({"kind": "heading", "level": min(heading, 3), "runs": _runs(token)})
            case "inline":
                found.append({"kind": "text", "depth": len(signs), "sign": point, "runs": _runs(token)})
                point = ""
            case "code_block" | "fence":
                found.append({"kind": "text", "depth": 0, "sign": "", "runs": [_run(token.content, False, False)]})
            case "hr":
                found.append({"kind": "rule"})
    return found


def _run(text: str, strong: bool, emphasis: bool) -> Run:
    return {"text": text, "strong": strong, "em": emphasis}


def _runs(token: Token) -> list[Run]:
    found: list[Run] = []
    strong = emphasis = False
    for child in token.children or ():
        match child.type:
            case "strong_open" | "strong_close":
                strong = child.type.endswith("open")
            case "em_open" | "em_close":
                emphasis = child.type.endswith("open")
            case "softbreak":
                found.append(_run(" ", strong, emphasis))
            case "hardbreak":
                found.append(_run("\n", strong, emphasis))
            case "image":
                found.append(_run(child.content, strong, emphasis))
            case _ if child.content:
                found.append(_run(child.content, strong, emphasis))
    return found
