"""The checks of `make test`, in order; the first that fails ends them.

The last line counts notebooks: `12 passed, 0 failed`. The exit code is 0 only if all checks passed.
Nothing is changed but folders that git ignores (_proc, and _docs where Quarto is).
"""
import ast
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from threading import Timer

import yaml
from pages import faults

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
HAND_WRITTEN = {'__init__.py', 'all.py', '_pages.py'}  # the modules that no notebook makes
MINUTES = 60 if os.environ.get('SDQ_LONG') else 20  # for all notebooks together
WORKERS = 2


class Failed(Exception):
    "A check that did not pass; its text says what to do."


def notebooks(root: Path = ROOT) -> list[Path]:
    "The notebooks that nbdev sees, in reading order."
    found = (p.relative_to(root) for p in (root/'nbs').rglob('*.ipynb'))
    return sorted(p for p in found if not any(part[0] in '._' for part in p.parts))


def made_files(root: Path) -> dict[Path, bytes]:
    "Every file that `make export` writes, with its content."
    paths = [*root.glob('sdq_lite/**/*.py'), *(root/p for p in notebooks(root))]
    paths += [root/p for p in ('nbs/nbdev.yml', 'README.md', 'pyproject.toml')]
    return {p.relative_to(root): p.read_bytes() for p in paths if p.exists()}


def check_export() -> None:
    "The package, the README and the cleaned notebooks are what the notebooks say they are."
    keep = [Path('settings.ini'), Path('nbs/_quarto.yml')]
    here = made_files(ROOT)
    keep += [p for p in here if p.suffix != '.py' or p.name in HAND_WRITTEN]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for path in keep:
            (copy/path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT/path, copy/path)
        run(sys.executable, ROOT/'.ci/export.py', cwd=copy)
        made = made_files(copy)
    orphans = [p for p in here if p not in made]
    stale = [p for p in made if made[p] != here.get(p)]
    if orphans: raise Failed(
        f'No notebook makes {listed(orphans)}. Remove it, or export it from a notebook.')
    if stale: raise Failed(
        f'{listed(stale)} would change on export. If you edited a generated file, carry the edit '
        'over to its notebook first (export overwrites it). Then run `make export` and commit.')


def check_style() -> None:
    "No unused or undefined names, and sorted imports, in the package."
    options = ['--quiet', '--no-cache', '--output-format', 'concise', '--select', 'F,I']
    run(BIN/'ruff', 'check', *options, 'sdq_lite')


def check_rooms() -> None:
    "Modules import only what a reader has read before: so there is no circle, and no surprise."
    order = [exported(ROOT/p) for p in notebooks()]
    order = [m for m in order if m]
    rooms = {name: i for i, name in enumerate(('', 'ship', 'see', 'judge', 'zoo'))}
    spine = [m for m in order if '.' not in m and m != 'cli']
    order = spine + sorted((m for m in order if '.' in m), key=lambda m: rooms[m.split('.')[0]])
    order.append('cli')  # the command is the skin of everything
    for i, module in enumerate(order):
        path = ROOT/'sdq_lite'/f'{module.replace(".", "/")}.py'
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.ImportFrom) or not node.level: continue
            room = module.split('.')[0] if '.' in module and node.level == 1 else ''
            modules = [node.module] if node.module else [name.name for name in node.names]
            for other in ('.'.join(part for part in (room, m) if part) for m in modules):
                if other not in order[:i]: raise Failed(
                    f'{module} imports {other}, which comes later in reading order. Move what it needs.')


def exported(notebook: Path) -> str:
    "The module that a notebook makes, such as ship.export; empty if none."
    found = re.search(r'#\| default_exp ([\w.]+)', notebook.read_text())
    return found[1] if found else ''


def check_notebooks(passed: set[str]) -> None:
    "Every notebook runs from top to bottom; adds the names of those that do to `passed`."
    command = [BIN/'nbdev_test', '--do_print', '--timing', '--n_workers', str(WORKERS)]
    env = os.environ | {'OMP_NUM_THREADS': '1', 'MKL_NUM_THREADS': '1', 'PYTHONUNBUFFERED': '1'}
    process = subprocess.Popen(command, cwd=ROOT, env=env, text=True, start_new_session=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    clock = Timer(60*MINUTES, os.killpg, (process.pid, signal.SIGKILL))
    clock.start()
    completed, failed = set(), set()
    for line in process.stdout:
        names = re.findall(r'- Completed .*?([^/\\]+\.ipynb)', line)
        completed.update(names)
        if error := re.match(r'\w+ in .*?([^/\\]+\.ipynb):$', line): failed.add(error[1])
        if names: print(*(f'  ran {name}' for name in names), sep='\n', flush=True)
        elif line.strip() and not line.startswith(('Starting', 'Success')): print(' ', line, end='')
    code = process.wait()
    clock.cancel()
    passed |= completed - failed
    missing = [p for p in notebooks() if p.name not in passed]
    if code == -signal.SIGKILL: raise Failed(f'Stopped after {MINUTES} minutes: {listed(missing)}')
    if missing: raise Failed(f'Failed, or never run: {listed(missing)}')
    if code or not passed: raise Failed(f'nbdev_test: {len(passed)} notebooks, exit code {code}')


def check_pages() -> None:
    "Titles, pictures near the top, words for them, links that lead somewhere, lines that fit."
    wrong = {p: faults(ROOT/p) for p in notebooks()}
    listing = [f'{p}: {fault}' for p, found in wrong.items() for fault in found]
    if listing: raise Failed('\n'.join(listing))


def check_docs() -> None:
    "The sidebar lists every notebook, and the pages can be staged (and rendered, where Quarto is)."
    contents = yaml.safe_load((ROOT/'_quarto.yml').read_text())['website']['sidebar']['contents']
    listed_there = {Path('nbs')/page for section in contents for page in section['contents']}
    if odd := listed_there ^ set(notebooks()):
        raise Failed(f'In nbs/ or in the sidebar of _quarto.yml, but not in both: {listed(odd)}')
    print(run(sys.executable, ROOT/'.ci/docs.py', 'check'), end='')


def run(*command, cwd: Path = ROOT) -> str:
    "Run `command` and return what it printed; `Failed` with that text if it failed."
    done = subprocess.run(command, cwd=cwd, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode: raise Failed(f'{done.stdout.strip()}\n({Path(command[0]).name} failed)')
    return done.stdout


def listed(paths) -> str: return ', '.join(sorted(str(p) for p in paths))


def main() -> int:
    "Run the checks and return the exit code."
    passed = set()
    checks = {
        'Package and README agree with the notebooks': check_export,
        'Names and imports (ruff)': check_style,
        'Modules are imported in reading order': check_rooms,
        'Notebooks run': lambda: check_notebooks(passed),
        'Pages hold what a reader needs': check_pages,
        'Docs can be made': check_docs,
    }
    failed = 0
    try:
        for title, check in checks.items():
            print(f'== {title}', flush=True)
            check()
    except Failed as reason:
        print(f'FAILED: {reason}')
        failed = max(1, len(notebooks()) - len(passed))  # what was not reached has not passed
    print(f'{len(passed)} passed, {failed} failed')
    return failed > 0


if __name__ == '__main__': sys.exit(main())
