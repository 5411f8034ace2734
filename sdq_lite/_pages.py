"""What the site shows closed: exported source, imports, and the code of figures.

`nbdev` calls `fold` on every cell that it stages (`procs` in settings.ini). What teaches stays open:
demonstrations and tests. A cell that has a `#| code-fold:` of its own keeps it.
"""
import ast

def fold(cell) -> None:
    "Close a cell that a reader opens only when wanted"
    if cell.cell_type != "code" or not cell.get("source") or "#| echo:" in cell.source:
        return
    head, _, rest = cell.source.partition('#| code-fold: show\n#| code-summary: "Exported source"\n')
    if rest:  # nbdev has opened it
        cell.source = head + _closed(f"Source: {_names(rest)}") + rest
    elif "#| code-fold:" not in cell.source:
        if _only_imports(cell.source):
            cell.source = _closed("Imports") + cell.source
        elif "#| label: fig-" in cell.source:
            cell.source = _closed("Code of the figure") + cell.source


def _closed(summary: str) -> str:
    return f'#| code-fold: true\n#| code-summary: "{summary}"\n'


def _statements(source: str) -> list:
    try:
        return ast.parse(source).body
    except SyntaxError:  # magics
        return []


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
