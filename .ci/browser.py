"""What a reader's browser sees: `browser.py [--shots FOLDER] [NOTEBOOK ...]`, run by `make browser`.

Opens the explorers stored in all notebooks on a page without a kernel, and runs the named notebooks
in JupyterLab, on a copy. Every control is moved, and must change the picture and what it says. On a
telephone no page scrolls sideways, and in the dark all text stands out from what lies behind it.
"""
import argparse
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from execnb.nbio import read_nb, write_nb
from nbconvert import HTMLExporter
from playwright.sync_api import Browser, Error, Locator, Page, sync_playwright
from refresh import is_skipped

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = 'chromium', 'chromium-browser', 'google-chrome'
SIZE = dict(width=1280, height=900)
TELEPHONE = dict(width=390, height=800)
SITE = """<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<style>body { margin: 0 1.5em; font: 17px/1.5 sans-serif; overflow-wrap: break-word }
pre { overflow: auto } .quarto-dark { background: #222; color: #fff } .quarto-dark a { color: #00bc8c }
</style>"""  # what Quarto and its dark theme give to our own style sheet
WIDE = """() => {
  const end = innerWidth + 1, scrolls = e => e.tagName != 'MAIN' && (
    getComputedStyle(e).overflowX != 'visible' || scrolls(e.parentElement));
  return [...document.querySelectorAll('main *')]
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > end
                 && !scrolls(e.parentElement))
    .map(e => `${e.tagName} "${e.textContent.trim().slice(0, 50)}"`)
}"""
FAINT = """() => {
  const parse = text => { const v = text.match(/[\\d.]+/g).map(Number); return [...v, 1].slice(0, 4) };
  const light = rgb => [.2126, .7152, .0722].reduce((sum, share, i) => {
    const v = rgb[i] / 255;
    return sum + share * (v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4) }, 0);
  const behind = e => {
    if (!e) return [255, 255, 255];
    const [r, g, b, a] = parse(getComputedStyle(e).backgroundColor);
    return a == 0 ? behind(e.parentElement)
      : a == 1 ? [r, g, b] : behind(e.parentElement).map((v, i) => v * (1 - a) + [r, g, b][i] * a) };
  return [...document.querySelectorAll('main *')]
    .filter(e => e.checkVisibility() && !e.closest('svg')
                 && [...e.childNodes].some(n => n.nodeType == 3 && n.textContent.trim()))
    .map(e => {
      const two = [parse(getComputedStyle(e).color), behind(e)].map(light).sort((a, b) => b - a);
      return [(two[0] + .05) / (two[1] + .05), e.textContent.trim().slice(0, 50)] })
    .filter(([contrast]) => contrast < 4.5).map(([c, text]) => `${c.toFixed(1)} "${text}"`)
}"""  # contrast as WCAG 2 counts it, below what it asks of body text
LAB = {  # settings of JupyterLab: all cells are on the page, and nothing is asked
    'notebook-extension/tracker': {'windowingMode': 'none'},
    'apputils-extension/notification': {'fetchNews': 'false', 'checkForUpdates': False},
}
CONTROLS = '[role=slider], input[type=range], select'
WAY = """c => [c.tagName, c.tagName == 'SELECT' ? c.selectedIndex == 0
               : +(c.value ?? c.ariaValueNow) < +(c.max ?? c.ariaValueMax)]"""
STATE = """box => ({
  picture: [...box.querySelectorAll('img')].filter(i => i.checkVisibility() && i.naturalWidth)
           .map(i => i.src).join(),
  words: [...box.querySelectorAll('output, .widget-readout')].map(e => e.textContent).join()
         + [...box.querySelectorAll('select')].map(e => e.value).join(),
})"""
MOVED = f"""([box, old]) => {{
  const now = ({STATE})(box), error = box.querySelector('[data-mime-type$=".stderr"]');
  return error || now.picture && now.picture != old.picture && now.words != old.words;
}}"""
FINISHED = 'prompts => prompts.length > 0 && prompts.every(p => /[0-9]/.test(p.textContent))'
ERROR = '[data-mime-type$=".error"], [data-mime-type$=".stderr"]:has-text("Traceback")'


class Failed(Exception):
    "Something that a reader would miss; its text says what."


def find_chromium(own: str) -> str:
    "A Chromium on PATH, or Playwright's `own` if it is there."
    paths = [path for name in BROWSERS if (path := shutil.which(name))]
    if not paths and not Path(own).exists(): raise Failed(
        f'No browser: none of {", ".join(BROWSERS)} is on PATH. Install one (on Debian: '
        f'apt-get install chromium), or run: {sys.executable} -m playwright install chromium')
    return [*paths, own][0]


def copy_notebooks(folder: Path) -> None:
    "The notebooks without outputs and without the cells that tests skip, and what they read."
    for part in ('nbs', 'data/results'): shutil.copytree(ROOT/part, folder/part)
    for path in (folder/'nbs').rglob('*.ipynb'):
        notebook = read_nb(path)
        notebook.cells = [c for c in notebook.cells if c.cell_type != 'code' or not is_skipped(c)]
        for cell in notebook.cells:
            if cell.cell_type == 'code': cell.outputs = []
        write_nb(notebook, path)
    for name, values in LAB.items():
        file = folder/f'JUPYTERLAB_SETTINGS_DIR/@jupyterlab/{name}.jupyterlab-settings'
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values))


@contextmanager
def jupyter(folder: Path):
    "The address of notebook `{}` in a JupyterLab that runs on the copy, and is ended afterwards."
    kinds = '_CONFIG', '_DATA', '_RUNTIME', 'LAB_SETTINGS', 'LAB_WORKSPACES'
    dirs = {f'JUPYTER{k}_DIR': f'{folder}/JUPYTER{k}_DIR' for k in kinds}  # none of the user's own
    token, log = secrets.token_hex(16), folder/'jupyter.log'
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        port = s.getsockname()[1]
    command = [sys.executable, '-m', 'jupyterlab', '--no-browser', '--allow-root', '--ip=127.0.0.1',
               f'--port={port}', '--ServerApp.port_retries=0', f'--ServerApp.root_dir={folder}/nbs']
    process = subprocess.Popen(command, env=os.environ | dirs | {'JUPYTER_TOKEN': token},
                               cwd=folder, stdout=log.open('w'), stderr=subprocess.STDOUT)
    try:
        wait_for(f'http://127.0.0.1:{port}/api', process, log)
        yield f'http://127.0.0.1:{port}/lab/tree/{{}}.ipynb?token={token}'
    finally:
        process.terminate()  # it ends its kernels first
        try: process.wait(20)
        except subprocess.TimeoutExpired: process.kill()  # kernels end when they miss their parent


def wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    "Return when `url` answers; `Failed` with the log if that takes a minute or the process ends."
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try: return urlopen(url, timeout=5).close()
        except OSError: time.sleep(.3)
    raise Failed(f'JupyterLab does not start:\n{log.read_text()[-2000:]}')


def check_errors(place: Page | Locator, what: str) -> None:
    "`Failed` with its text if a cell or a widget shows an error."
    if errors := place.locator(ERROR).all_inner_texts(): raise Failed(f'{what}: {errors[0]}')


def move_all(page: Page, box: Locator, what: str) -> None:
    "Move every control in `box`; `Failed` if the picture or the words stay as they were."
    controls = box.locator(CONTROLS).all()
    if not controls: raise Failed(f'{what}: there is nothing to move')
    for number, control in enumerate(controls, 1):
        before = box.evaluate(STATE)
        kind, up = control.evaluate(WAY)
        if kind == 'SELECT': control.select_option(index=int(up))
        else: control.press('ArrowRight' if up else 'ArrowLeft')
        try: page.wait_for_function(MOVED, arg=[box.element_handle(), before], timeout=30_000)
        except Error: raise Failed(
            f'{what}: control {number} was moved from "{before["words"]}", now there is '
            f'"{box.evaluate(STATE)["words"]}", but no other picture within 30 seconds') from None
        check_errors(box, what)
    print(f'  {what}: {len(controls)} controls move the picture', flush=True)


def check_page(browser: Browser, file: Path, shots: Path | None) -> None:
    "Move every explorer on a page; without JavaScript there is one picture and no dead control."
    page, plain = browser.new_page(viewport=SIZE), browser.new_page(java_script_enabled=False)
    for p in (page, plain): p.goto(file.as_uri())
    for number, box in enumerate(page.locator('[data-explorer]').all(), 1):
        what = f'{file.stem} on a page, explorer {number}'
        move_all(page, box, what)
        still = plain.locator('[data-explorer]').nth(number - 1)
        seen = [sum(e.is_visible() for e in still.locator(s).all()) for s in ('img', CONTROLS)]
        if seen != [1, 0]: raise Failed(
            f'{what}, JavaScript off: {seen[0]} pictures and {seen[1]} controls, not 1 and 0')
    if shots: page.screenshot(path=shots/f'{file.stem}-page.png', full_page=True)


def check_layout(browser: Browser, path: Path, folder: Path, shots: Path | None) -> None:
    "No page scrolls sideways on a telephone; in the dark all text is legible."
    body, _ = HTMLExporter(template_name='basic', exclude_input_prompt=True,
                           exclude_output_prompt=True).from_filename(path)
    file = folder/f'layout-{path.stem}.html'
    style = (ROOT/'nbs/styles.css').read_text()
    file.write_text(f'{SITE}<style>{style}</style><body class="quarto-dark"><main>{body}</main>')
    page = browser.new_page(viewport=TELEPHONE)
    page.goto(file.as_uri())
    for script, what in (WIDE, 'wider than a telephone'), (FAINT, 'too faint in the dark'):
        if found := page.evaluate(script): raise Failed(
            f'{path.relative_to(ROOT)}: {len(found)} elements {what}, first {"; ".join(found[:3])}')
    if shots: page.screenshot(path=shots/f'{path.stem}-telephone.png', full_page=True)
    page.close()


def check_live(page: Page, address: str, name: str, shots: Path | None) -> None:
    "Run a notebook in JupyterLab from the menu, then move what it shows."
    page.goto(address.format(name))
    page.get_by_text('| Idle').wait_for(timeout=60_000)  # in the status bar: the kernel is there
    for item in 'Run', 'Run All Cells': page.get_by_role('menuitem', name=item, exact=True).click()
    prompts, end = page.locator('.jp-CodeCell .jp-InputPrompt'), time.monotonic() + 300
    while not prompts.evaluate_all(FINISHED):
        check_errors(page, name)
        if time.monotonic() > end: raise Failed(f'{name}: still running after 5 minutes')
        page.wait_for_timeout(300)
    boxes = page.locator(f'.jp-CodeCell:has(.jupyter-widgets):has({CONTROLS})')
    boxes.first.wait_for()
    for number, box in enumerate(boxes.all(), 1):
        move_all(page, box, f'{name} in JupyterLab, widget {number}')
        box.scroll_into_view_if_needed()
        if shots: page.screenshot(path=shots/f'{Path(name).name}-live-{number}.png')


def check(names: list[str], shots: Path | None, folder: Path) -> None:
    "All checks, in one browser."
    copy_notebooks(folder)
    with sync_playwright() as playwright:
        chromium = playwright.chromium
        browser = chromium.launch(executable_path=find_chromium(chromium.executable_path))
        for path in sorted((ROOT/'nbs').rglob('*.ipynb')):
            outputs = [o.get('data', {}) for c in read_nb(path).cells for o in c.get('outputs', [])]
            pieces = [''.join(data.get('text/html', '')) for data in outputs]
            page = '\n<hr>\n'.join(piece for piece in pieces if 'data-explorer=' in piece)
            file = folder/f'{path.stem}.html'
            file.write_text(f'<!doctype html><meta charset="utf-8">{page}')
            if page: check_page(browser, file, shots)
            check_layout(browser, path, folder, shots)
        print('  No page scrolls sideways at 390 pixels, none is faint in the dark', flush=True)
        with jupyter(folder) as address:
            for name in names: check_live(browser.new_page(viewport=SIZE), address, name, shots)


def main() -> int:
    "Run the checks and return the exit code."
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('names', nargs='*', default=['see/02_strategies'], help='notebooks to run live')
    parser.add_argument('--shots', type=Path, help='folder for screenshots, made if absent')
    args = parser.parse_args()
    if args.shots: args.shots.mkdir(parents=True, exist_ok=True)
    os.chdir(ROOT)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit('stopped'))  # so that what runs is ended
    try:
        with tempfile.TemporaryDirectory() as folder: check(args.names, args.shots, Path(folder))
    except (Failed, Error) as reason:
        print(f'FAILED: {reason}')
        return 1
    print('The explorers work in a browser.')
    return 0


if __name__ == '__main__': sys.exit(main())
