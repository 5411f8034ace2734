"""What nbdev does to a notebook on its way to the site, beyond its own (`procs` in settings.ini).

Exported source, imports, the code of figures and of long experiments, and all that leads to a page's
first picture are closed: what teaches stays open. A term is linked to the glossary where a page first
uses it. Beside each page stand its notebook and Colab.
"""
import ast
import os
import re
from functools import cache
from pathlib import Path

from nbdev.config import get_config

OPENED = '#| code-fold: show\n#| code-summary: "Exported source"\n'  # by nbdev
NO_TERMS = ("glossary", "index")
LONG = 15  # lines: a longer experiment, whose results are loaded, is closed
NOT_PROSE = r"""(?xms)
    ^```.*?^``` | `[^`\n]*` | \$\$.*?\$\$ | \$[^$\n]+\$ | !?\[[^\]]*\]\([^)]*\) | \{[^}\n]*\} |
    ^\#.*?$ | ^\|.*?$ | ^:::.*?$ | @[\w-]+ | https?://\S+ | <[^>\n]*>"""


class Page:
    "A notebook that becomes a page"

    def __init__(self, nb):
        self.nb = nb

    def begin(self):
        path = Path(self.nb.path_).resolve().relative_to(_notebooks())
        if self.nb.cells[0].cell_type == "raw":
            front = self.nb.cells[0].source.rstrip().removesuffix("---")
            self.nb.cells[0].source = front + _beside(path) + "---\n\n"
        _in_order(self.nb.cells)
        self.opening = _opening(self.nb.cells)
        _join(self.nb.cells, self.opening)
        self.terms = {} if path.stem in NO_TERMS else dict(terms())
        self.glossary = Path(os.path.relpath("glossary.ipynb", path.parent)).as_posix()

    def __call__(self, cell):
        if cell.cell_type == "markdown" and self.terms:
            cell.source = self._linked(cell.source)
        elif cell.cell_type == "code" and cell.get("source"):
            cell.source = fold(cell.source, _among(cell, self.opening))
            for output in cell.get("outputs", ()):
                data = output.get("data", {})
                if text := data.get("text/markdown"):
                    data["text/markdown"] = tidy("".join(text))
                if table := data.get("text/html"):
                    data["text/html"] = "".join(table).replace("<td>NaN</td>", "<td></td>")

    def _linked(self, text: str) -> str:
        "The text with a link at the first use of each term"
        parts, at = [], 0
        for gap in re.finditer(NOT_PROSE, text):
            parts += [self._first_uses(text[at : gap.start()]), gap[0]]
            at = gap.end()
        return "".join([*parts, self._first_uses(text[at:])])

    def _first_uses(self, prose: str) -> str:
        found = {}  # where -> (word, anchor): longer words first, no two at one place
        for word in sorted(self.terms, key=len, reverse=True):
            anchor = self.terms[word]
            if anchor in [a for _, a in found.values()]:
                continue
            case = "" if word.isupper() or word != word.lower() else "(?i)"
            for use in re.finditer(rf"{case}(?<![\w-]){re.escape(word)}(?![\w-])", prose):
                if all(use.end() <= i or use.start() >= i + len(w) for i, (w, _) in found.items()):
                    found[use.start()] = use[0], anchor
                    break
        used = {anchor for _, anchor in found.values()}
        self.terms = {w: a for w, a in self.terms.items() if a not in used}
        for i in sorted(found, reverse=True):
            word, anchor = found[i]
            link = f"[{word}]({self.glossary}#{anchor})"
            prose = prose[:i] + link + prose[i + len(word) :]
        return prose


def fold(source: str, opening: bool = False) -> str:
    "Close a cell that a reader opens only when wanted; one with a `code-fold` of its own keeps it"
    if OPENED in source:
        head, _, rest = source.partition(OPENED)
        return head + _closed(f"Source: {_names(rest)}".removesuffix(": ")) + rest
    if "#| code-summary:" in source or "#| code-fold: false" in source or "#| echo:" in source:
        return source
    closed, source = "#| code-fold: true\n" in source, source.replace("#| code-fold: true\n", "")
    if _only_imports(source):
        return _closed("Imports") + source
    if opening or "#| label: fig-" in source:
        return _closed("Code of the figure") + source
    if "#| eval: false" in source and source.count("\n") > LONG:
        return _closed("Code of the run") + source
    return _closed("Code") * closed + source


def tidy(text: str) -> str:
    "nbdev's documentation of an object: no links inside code, the whole first paragraph in italics"
    link = re.compile(r"\[`([^`]+)`\]\([^)]*\)")
    code = re.compile(r"```.*?```", re.S)
    text = code.sub(lambda m: link.sub(r"`\1`", m[0]).replace("__main__.", ""), text)
    text = re.sub(r"```python\ndef [A-Z]\w*\(\s*\*args:Any, \*\*kwargs:Any\s*\)->None:\n```\n\n", "", text)  # no __init__
    text = text.replace("*Call self as a function.*", "")  # no docstring
    text = re.sub(r"<module '(\w+)' from '[^']*'>", r"\1", text)  # defaults: no paths and addresses
    text = re.sub(r"<(\w+) object at 0x[0-9a-f]+>", r"\1()", text)
    paragraph = re.compile(r"^\*(.+)\*$(?:\n([^*\n][^\n]*(?:\n[^\n]+)*))?", re.M)  # only its first line was
    return paragraph.sub(lambda m: f"*{_escaped(' '.join(filter(None, m.groups())))}*", text)


@cache
def terms() -> tuple[tuple[str, str], ...]:
    "The words of the glossary, and their anchors"
    text = (_notebooks() / "glossary.ipynb").read_text()
    found = re.findall(r'"\[([^\]]+)\]\{#([\w-]+)\}\\n"', text)
    return tuple((word, anchor) for words, anchor in found for word in words.split(", "))


def _notebooks() -> Path:
    config = get_config()
    return (config.config_path / config.nbs_path).resolve()


def _beside(path: Path) -> str:
    "Front matter: links to the notebook"
    config = get_config()
    place = f"{config.user}/{config.repo}"
    file = f"{config.branch}/nbs/{path.as_posix()}"
    links = {
        ("Open in Colab", "play-circle"): f"https://colab.research.google.com/github/{place}/blob/{file}",
        ("Notebook", "journal-code"): f"https://raw.githubusercontent.com/{place}/{file}",
    }
    rows = [f"  - text: {text}\n    icon: {icon}\n    href: {href}\n"
            for (text, icon), href in links.items()]
    return "code-links:\n" + "".join(rows)


def _closed(summary: str) -> str:
    return f'#| code-fold: true\n#| code-summary: "{summary}"\n'


def _statements(source: str) -> list:
    try:
        return ast.parse(source).body
    except SyntaxError:  # magics
        return []


def _opening(cells: list) -> list:
    "The code before a page's first picture, if it comes before the first heading"
    found = []
    for cell in cells[2:]:
        if cell.cell_type == "code":
            found.append(cell)
            shown = [o.get("data", {}) for o in cell.get("outputs", ())]
            if any("image/png" in d or "<img" in "".join(d.get("text/html", "")) for d in shown):
                return found
        elif cell.source.lstrip().startswith("#") or "![" in cell.source:
            break
    return []


def _in_order(cells: list) -> None:
    "What a cell exports is documented in the order of its source, and then comes the source"
    for cell in [c for c in cells if c.cell_type == "code" and OPENED in c.source]:
        names = [getattr(s, "name", None) for s in _statements(cell.source)]
        at = next(i for i, c in enumerate(cells) if c is cell)
        start, end = at, at + 1
        while _documented(cells[start - 1]) in names: start -= 1
        while end < len(cells) and _documented(cells[end]) in names: end += 1
        docs = [c for c in cells[start:end] if c is not cell]
        cells[start:end] = [*sorted(docs, key=lambda c: names.index(_documented(c))), cell]


def _documented(cell) -> str | bool:
    "The name that a cell documents, without its class"
    found = re.search(r"show_doc\(([\w.]+)", cell.source)
    return found[1].rpartition(".")[2] if found else False


def _join(cells: list, opening: list) -> None:
    "Make one cell of imports that follow each other, and one of the code of an opening"
    for i in range(len(cells) - 1, 0, -1):
        first, second = cells[i - 1 : i + 1]
        if any(c.cell_type != "code" or "#| code-fold:" in c.source for c in (first, second)):
            continue
        imports = [_only_imports(c.source) for c in (first, second)]
        if all(imports) or not (any(imports) or first.get("outputs") or "#|" in first.source) \
                and _among(first, opening) and _among(second, opening):
            options = re.match(r"(#\|.*\n)*", second.source)[0]
            body = second.source.removeprefix(options)
            second.source = f"{options}{first.source.rstrip()}\n\n{body}"
            del cells[i - 1]


def _escaped(text: str) -> str:
    "In one line, without stars that would end the italics"
    return re.sub(r"`[^`]*`|\*", lambda m: r"\*" if m[0] == "*" else m[0], " ".join(text.split()))


def _among(cell, cells: list) -> bool:
    return any(cell is c for c in cells)


def _only_imports(source: str) -> bool:
    found = _statements(source)
    return bool(found) and all(isinstance(s, ast.Import | ast.ImportFrom) for s in found)


def _names(source: str) -> str:
    "The functions, classes and constants that a cell defines: at most three"
    names = []
    for s in _statements(source):
        if isinstance(s, ast.FunctionDef | ast.ClassDef):
            names.append(s.name)
        elif isinstance(s, ast.Assign | ast.AnnAssign):
            targets = s.targets if isinstance(s, ast.Assign) else [s.target]
            names += [t.id for t in targets if isinstance(t, ast.Name)]
    shown = [n for n in names if not n.startswith("_")] or names
    return ", ".join(shown[:3]) + ", ..." * (len(shown) > 3)
