"""Words with the tags that several networks give them, one row each; where they differ stands out."""

from collections.abc import Mapping, Sequence
from html import escape

from rnnviz.figures.style import LINE, MUTED, NEGATIVE, themed

_STYLE = f"""<style>
.tag-strip {{ overflow-x: auto; }}
.tag-strip table {{
  --line: {themed(LINE)}; --muted: {themed(MUTED)}; --wrong: {themed(NEGATIVE)};
  border-collapse: collapse; font-size: 0.95rem; line-height: 1.3;
}}
.tag-strip :is(th, td) {{
  padding: 0.25rem 0.9rem 0.25rem 0; text-align: left; white-space: nowrap; border: 0;
}}
.tag-strip thead th {{ font-weight: 600; }}
.tag-strip tbody th {{ font-weight: 400; color: var(--muted); }}
.tag-strip .wrong {{ color: var(--wrong); }}
.tag-strip :is(.wrong, .other) {{
  font-weight: 700;
  text-decoration: underline dotted; text-underline-offset: 0.25em;
}}
</style>"""


def tag_strip(
    words: Sequence[str],
    rows: Mapping[str, Sequence[str]],
    titles: Mapping[str, str],
    knows_right: bool,
) -> str:
    """A table as HTML.

    Args:
        words: of the sentence.
        rows: by who tags, a tag for each word; the last row is what the others are compared with.
        titles: of the tags, in words.
        knows_right: whether the last row is the right one: then what differs is wrong, else it only differs.
    """
    *_, last = rows.values()
    body = []
    for who, tags in rows.items():
        kind = "wrong" if knows_right else "other"
        cells = "".join(_cell(tag, right, titles, kind) for tag, right in zip(tags, last, strict=True))
        body.append(f"<tr><th scope='row'>{escape(who)}</th>{cells}</tr>")
    head = "".join(f"<th scope='col'>{escape(word)}</th>" for word in words)
    return (
        f"{_STYLE}<div class='tag-strip'><table><thead><tr><td></td>{head}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def _cell(tag: str, right: str, titles: Mapping[str, str], kind: str) -> str:
    title = escape(titles.get(tag, tag), quote=True)
    named = "same" if tag == right else kind
    return f'<td title="{title}" class="{named}">{escape(tag)}</td>'
