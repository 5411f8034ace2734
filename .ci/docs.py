"""Stage the notebooks in _proc, then render the site into _docs with Quarto.

Where `quarto` is absent, smalldocs (from PyPI, installed on demand) renders a preview without cross
references; with the argument `check` nothing is rendered then. Quarto and its like never run a
notebook: they show the outputs stored in it.
"""
import shutil
import subprocess
import sys
from pathlib import Path

from nbdev.quarto import refresh_quarto_yml
from nbdev.serve import proc_nbs

SITE = Path('_docs')


def render(*command: str) -> None:
    "Run `command` in _proc and move the site it makes into place."
    subprocess.run(command, cwd='_proc', check=True)
    shutil.rmtree(SITE, ignore_errors=True)
    shutil.move('_proc'/SITE, SITE)
    print(f'The site starts at {SITE}/index.html')


if __name__ == '__main__':
    refresh_quarto_yml()
    proc_nbs(force=True, n_workers=2)
    if shutil.which('quarto'): render('quarto', 'render', '--no-cache')
    elif sys.argv[1:] != ['check']:
        subprocess.run([sys.executable, '-m', 'pip', 'install', '--quiet', 'smalldocs'], check=True)
        render(str(Path(sys.executable).with_name('smalldocs')), 'render', '.')
