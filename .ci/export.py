"""Write everything that is made from the notebooks: the package, nbs/nbdev.yml and README.md.

Works on the project in the current folder (`make export` runs it in the root, the check in a copy).
"""
import json
import os
import re
from pathlib import Path

from nbdev.clean import nbdev_clean
from nbdev.doclinks import nbdev_export
from nbdev.quarto import refresh_quarto_yml

INDEX = Path('nbs/index.ipynb')
PAGE = '<!-- page only -->'  # a cell that belongs to what only the page shows
FENCE = re.compile(r'^\s*(```|~~~)')
DIV = re.compile(r'^\s*:{3,}')  # ::: {.callout-note}
# {#fig-x width=60%} after a link or an image, {#sec-x} at the end of a heading
ATTRIBUTES = re.compile(r'(?<=[)\]])\{(?:[#.]|[\w-]+=)[^}]*\}|(?<=\S)\s*\{[#.][^}]*\}\s*$')
LINK = re.compile(r'''(\]\(|(?:src|href)=["'])(images/|[\w/-]+\.ipynb\b)''')


def readme(index: Path) -> str:
    "Turn the Markdown cells of the notebook `index` into a README for the folder above it."
    cells = json.loads(index.read_text(encoding='utf-8'))['cells']
    texts = (''.join(c['source']).strip() for c in cells if c['cell_type'] == 'markdown')
    text = '\n\n'.join(t for t in texts if not t.startswith(PAGE))
    lines, in_code = [], False
    for line in text.splitlines():
        if FENCE.match(line): in_code = not in_code
        elif not in_code:
            if DIV.match(line): continue
            line = LINK.sub(rf'\1{index.parent.name}/\2', ATTRIBUTES.sub('', line))
        lines.append(line)
    source = index.as_posix()
    note = f'<!-- Made from {source} by `make export`: edit the notebook, not this file. -->'
    return re.sub(r'\n{3,}', '\n\n', '\n'.join(lines)).strip() + f'\n\n{note}\n'


def export() -> None:
    "Clean the notebooks, then write the package, nbs/nbdev.yml and README.md from them."
    os.environ.pop('IN_TEST', None)  # set, it would make nbdev_export a no-op
    nbdev_clean.__wrapped__()
    nbdev_export.__wrapped__()
    refresh_quarto_yml()
    if INDEX.exists(): Path('README.md').write_text(readme(INDEX), encoding='utf-8')
    else: print(f'{INDEX} is absent: README.md not written')


if __name__ == '__main__': export()
