"""Run notebooks from top to bottom and store their outputs: `refresh.py [nbs/a.ipynb ...]`, or all.

Each runs in a fresh process in nbs/, as in Jupyter. Cells that nbdev_test skips are skipped and
keep their outputs. A second run gives the same files: figures are plain PNGs without a version, and
widgets, stderr (progress bars, warnings), memory addresses and local paths are not stored.
"""
import os
import re
import sys
from multiprocessing import get_context
from pathlib import Path

from execnb.nbio import read_nb, write_nb
from execnb.shell import CaptureShell, format_exc
from export import export
from nbdev.config import get_config
from nbdev.doclinks import nbglob
from nbdev.process import extract_directives

ROOT = Path(__file__).resolve().parent.parent
WIDGET = 'application/vnd.jupyter.widget-view+json'
FIGURES = dict(bbox_inches='tight', metadata={'Software': None})
KERNEL = dict(display_name='python3', language='python', name='python3')
ADDRESS = re.compile(r' at 0x[0-9a-fA-F]+')
SCREEN_CODE = re.compile(r'\x1b\[[0-9;?]*[A-Za-z]\r?')
DIGITS = 6  # of a float that is an output: nobody reads sixteen
PROGRESS = re.compile(r'[^\n]*\r(?!\n)')


def is_skipped(cell) -> bool:
    "Whether nbdev_test leaves this cell out."
    directives = extract_directives(cell, remove=False)
    never = directives.get('eval:', [''])[0].lower() == 'false' or 'nbdev_export(' in cell.source
    return never or bool(directives.keys() & set(get_config().tst_flags.split()))


def short(x: float) -> str:
    "A float with few digits, a whole number with all of them."
    return repr(x if x.is_integer() else float(f'{x:.{DIGITS}g}'))


def tidy_text(text: str) -> str:
    "Strip from `text` what differs from run to run or from machine to machine."
    for pattern in (SCREEN_CODE, PROGRESS, ADDRESS) if '\r' in text else (SCREEN_CODE, ADDRESS):
        text = pattern.sub('', text)
    return text.replace(f'{ROOT}/', '').replace(str(ROOT), '.').replace(f'{Path.home()}/', '~/')


def tidy(outputs: list[dict]) -> list[dict]:
    "Keep of a cell's outputs what a reader without a kernel should see; say the rest on stderr."
    kept = []
    for output in outputs:
        data = output.get('data', {})
        if WIDGET in data: continue
        for kind in data:
            if not kind.startswith('text/'): continue
            data[kind] = tidy_text(''.join(data[kind])).splitlines(True)
        if output['output_type'] == 'stream':
            text = tidy_text(''.join(output['text']))
            if output['name'] == 'stderr' and text.strip(): print(text.rstrip(), file=sys.stderr)
            if output['name'] == 'stderr' or not text.strip(): continue
            output['text'] = text.splitlines(True)
        kept.append(output)
    return kept


def refresh(path: Path) -> None:
    "Run the notebook at `path` and store its outputs; on an error leave the file alone and exit."
    notebook = read_nb(path)
    notebook.metadata.setdefault('kernelspec', KERNEL)
    os.chdir(path.parent)
    sys.path.insert(0, str(ROOT))
    shell = CaptureShell(mpl_format='png')
    shell.run_cell(f'%config InlineBackend.print_figure_kwargs = {FIGURES}')
    show = lambda x, printer, cycle: printer.text(short(x))
    shell.display_formatter.formatters['text/plain'].for_type(float, show)
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != 'code' or is_skipped(cell): continue
        cell.outputs = tidy(shell.run(cell.source))
        if shell.exc:
            error = ''.join(format_exc(shell.exc))
            sys.exit(f'{path.name}, cell {number}:\n\n{cell.source}\n\n{error}\nNothing stored.')
    write_nb(notebook, path)


def main(names: list[str]) -> None:
    "Refresh the notebooks `names` (all of them if empty), and what is made from them."
    os.environ['PYTHONHASHSEED'] = '0'  # so that sets print in the same order each time
    os.chdir(ROOT)
    export()
    for path in [Path(name).resolve() for name in names] or sorted(nbglob(as_path=True)):
        print(f'{path.name} ...', flush=True)
        process = get_context('spawn').Process(target=refresh, args=(path.resolve(),))
        process.start()
        process.join()
        if process.exitcode: sys.exit(process.exitcode)
    export()


if __name__ == '__main__': main(sys.argv[1:])
