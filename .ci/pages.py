"""What every page must hold: a title, a picture near the top, words for those who cannot see it, links
that lead somewhere, lines that fit. `python .ci/pages.py` lists all that is wrong, page by page."""
import ast
import io
import json
import re
import sys
import tokenize
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 85  # of a line of code: what a page shows at 1280 pixels
# pages whose answer is text or a table
NO_PICTURE = {'00_core', '06_mistakes', '17_paper', '18_cli', '21_template', 'glossary'}


def source(cell: dict) -> str: return ''.join(cell['source'])


def shown(cell: dict) -> bool:
    "Whether a page has it"
    return not re.search(r'^#\| *(hide|export|exporti|default_exp)\b', source(cell), re.M)


def pictures(cell: dict) -> bool:
    "Whether a cell's output is a picture or an explorer"
    for out in cell.get('outputs', ()):
        data = out.get('data', {})
        if 'image/png' in data or 'image/svg+xml' in data: return True
        if '<img' in ''.join(data.get('text/html', '')): return True
    return '![' in source(cell) if cell['cell_type'] == 'markdown' else False


def inside_strings(text: str) -> set[int]:
    "Lines that lie inside a string of several lines: text, not code"
    lines = set()
    for t in tokenize.generate_tokens(io.StringIO(text).readline):
        if t.type == tokenize.STRING and t.end[0] > t.start[0]:
            lines |= set(range(t.start[0], t.end[0] + 1))
    return lines


def wide(cell: dict) -> list[str]:
    "Lines of code that are too long"
    text = source(cell)
    if cell['cell_type'] == 'code':
        try: text_lines = inside_strings(text)
        except tokenize.TokenError: text_lines = set()
        return [line for i, line in enumerate(text.splitlines(), 1) if len(line) > WIDTH
                and i not in text_lines and not line.startswith('#|')
                and not re.match(r'from sdq_lite\S* import [^(]*$', line)]  # nbdev wants one line
    blocks = re.findall(r'^```.*?\n(.*?)^```', text, re.M | re.S)
    return [line for block in blocks for line in block.splitlines() if len(line) > WIDTH]


def slug(heading: str) -> str:
    "The anchor of a heading, as Pandoc makes it"
    heading = re.sub(r'\[([^]]*)\]\([^)]*\)', r'\1', heading).lower().replace('`', '')
    heading = re.sub(r'[^\w\s.-]', '', heading)
    return re.sub(r'^[^a-z]+', '', re.sub(r'\s+', '-', heading.strip()))


def anchors(cells: list[dict]) -> set[str]:
    "Everything on a page that a link can name"
    found = set()
    for c in cells:
        if c['cell_type'] == 'markdown':
            for heading in re.findall(r'^#+ +(.+)$', source(c), re.M):
                own = re.search(r'\{#([\w-]+)', heading)
                found.add(own[1] if own else slug(heading))
            found |= set(re.findall(r'\{#([\w-]+)', source(c)))
        elif label := re.search(r'^#\| *label: *(\S+)', source(c), re.M): found.add(label[1])
    return found


def faults(path: Path) -> list[str]:
    "All that is wrong with one notebook"
    cells, wrong = json.loads(path.read_text())['cells'], []
    first = next(source(c) for c in cells if c['cell_type'] == 'markdown')
    if not re.match(r'# .+\n\n> .+', first): wrong.append('no title with a subtitle below it')
    visible = [c for c in cells if shown(c)]
    before = next((i for i, c in enumerate(visible) if pictures(c)), None)
    if path.stem not in NO_PICTURE and (before is None or before > 9):
        wrong.append(f'its first picture is cell {before}: it belongs to the first ten')
    here = anchors(cells)
    for i, c in enumerate(cells):
        text = source(c)
        wrong += [f'cell {i}: {len(line)} characters: {line.strip()[:50]}' for line in wide(c)]
        if any(out['output_type'] == 'error' for out in c.get('outputs', ())):
            wrong.append(f'cell {i}: an error is stored')
        if c['cell_type'] == 'code':
            label = re.search(r'^#\| *label: *(fig-\S+)', text, re.M)
            if label and '#| fig-cap:' not in text: wrong.append(f'cell {i}: {label[1]} has no fig-cap')
            picture = any('image/png' in out.get('data', {}) for out in c.get('outputs', ()))
            if picture and shown(c) and '#| fig-alt:' not in text:
                wrong.append(f'cell {i}: a picture without fig-alt ({label[1] if label else "no label"})')
            if re.match(r'#\| *exports?\b', text) and '@eq-' in text:
                wrong.append(f'cell {i}: an equation mark in exported code, where nothing resolves it')
            continue
        prose = re.sub(r'^```.*?^```', '', text, flags=re.M | re.S)
        for mark in set(re.findall(r'(?<![\w`])@((?:fig|eq|tbl|sec)-[\w-]+)', prose)) - here:
            wrong.append(f'cell {i}: @{mark} is not on this page')
        prose = re.sub(r'`[^`\n]*`', '', prose)
        for link in re.findall(r'(?<!!)\[[^]]*\]\(([^)\s]+)\)', prose):
            wrong += [f'cell {i}: {fault}' for fault in broken(path, link, here)]
        wrong += [f'cell {i}: code inside a link: {x}'
                  for x in re.findall(r'\[[^]\n]*`[^]\n]*\]\([^)]*\)', text)]
    return wrong


def broken(path: Path, link: str, here: set[str]) -> list[str]:
    "Why a link of a notebook leads nowhere"
    if re.match(r'https?:|mailto:', link): return []
    name, _, anchor = link.partition('#')
    target = (path.parent/name).resolve() if name else path
    if not target.exists(): return [f'the link {link} leads to no file']
    if not anchor or target.suffix != '.ipynb': return []
    there = anchors(json.loads(target.read_text())['cells']) if name else here
    return [] if anchor in there else [f'the link {link} leads to no heading']


def pages() -> list[Path]:
    return sorted(p for p in (ROOT/'nbs').rglob('*.ipynb') if '.ipynb_checkpoints' not in p.parts)


if __name__ == '__main__':
    count = 0
    for page in pages():
        if wrong := faults(page):
            count += len(wrong)
            print(page.relative_to(ROOT), *wrong, sep='\n    ')
    sys.exit(count > 0)
