"""The page of the matrix: what stands in it, and how it works in Debian's Chromium.

Where Chromium is not installed its tests are skipped, and say so; `POLICYGUARD_BROWSER=1`
makes that a failure.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from policyguard import CloneRequest, Guard, Inventory
from policyguard.matrix import Matrix, matrix_of, principals_of
from policyguard.render.matrix_html import render_matrix_html
from tests import chromium
from tests.matrix_kit import FILES, KNOWN, data_of, matrix, run

HOSTILE = "</script><script>document.title='owned'</script><img src=x onerror=alert(1)>{{style}}"

browser_needed = pytest.mark.skipif(
    chromium.path() is None and not os.environ.get("POLICYGUARD_BROWSER"),
    reason="Chromium is not installed: apt-get install chromium",
)


def hostile() -> Matrix:
    entry = {"entity": "global", "roleId": 7, "group": False, "propagate": True}
    inventory = Inventory.load(
        {
            "permissions": [{**entry, "principal": HOSTILE}],
            "roles": [{"roleId": 7, "name": HOSTILE, "privilege": []}],
            "groups": {HOSTILE: [HOSTILE]},
            "objects": {"VirtualMachine/vm-12": {"name": HOSTILE}},
        }
    )
    asked = data_of(FILES[0])
    asked["body"]["name"] = HOSTILE + "\ud800%"
    request = CloneRequest.of(asked, file=HOSTILE)
    return matrix_of(Guard(inventory), [request], principals_of(inventory))


def parts(page: str) -> dict[str, str]:
    data = re.findall(r'<script id="data" type="application/json">(.*?)</script>', page, re.DOTALL)
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert [len(data), len(scripts), len(styles)] == [1, 1, 1]
    return {"data": data[0], "script": scripts[0], "style": styles[0]}


# What stands in it.


@pytest.mark.parametrize("found", [matrix(), hostile()], ids=["example", "hostile"])
def test_the_policy_allows_the_page_s_own_style_and_script_and_no_other(found: Matrix) -> None:
    page = render_matrix_html(found)
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    hashed = {
        name: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for name, text in parts(page).items()
    }
    assert dict(one.strip().split(" ", 1) for one in policy.split(";")) == {
        "default-src": "'none'",
        "style-src": f"'sha256-{hashed['style']}'",
        "script-src": f"'sha256-{hashed['script']}'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert page.encode()


def test_the_page_names_no_other_place() -> None:
    page = render_matrix_html(matrix())
    assert re.findall(r'(?:src|href|url)\s*[=(]\s*"?([^"\s>]*)', page) == ["data:,"]
    assert "//" not in re.sub(r"^\s*//.*$", "", page, flags=re.MULTILINE)


def test_what_a_name_holds_is_data_and_never_markup() -> None:
    page = render_matrix_html(hostile())
    assert "<" not in parts(page)["data"]
    data = json.loads(parts(page)["data"])
    assert {who["name"] for who in data["principals"]} == {HOSTILE}
    assert data["requests"][0]["name"] == HOSTILE + "\\ud800%"


def test_what_is_said_of_many_cells_stands_there_once() -> None:
    data = json.loads(parts(render_matrix_html(matrix()))["data"])
    answers = [json.dumps(one) for one in data["answers"]]
    assert len(answers) == len(set(answers))
    used = {
        number for who in data["principals"] for cell in who["cells"] for number in cell["answers"]
    }
    used |= {number for request in data["requests"] for number in request["needs"]}
    assert used == set(range(len(answers)))


# How it works.


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[chromium.Page]:
    program = chromium.path()
    assert program, "POLICYGUARD_BROWSER is set, and Chromium is not installed"
    with chromium.browser(program, tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture
def opened(page: chromium.Page, tmp_path: Path) -> Iterator[chromium.Page]:
    """The page of the example; nothing may be complained of, or asked for, while it is used."""
    file = tmp_path / "matrix.html"
    run("matrix", *FILES, *KNOWN, "--format", "html", "--output", str(file))
    page.said.clear()
    page.asked.clear()
    page.look()
    page.open(file.as_uri())
    yield page
    page.ask("0")  # whatever was said until now has come
    assert page.said == []
    assert {address.partition("#")[0] for address in page.asked} == {file.as_uri()}


SHOWN = """[...document.querySelectorAll("tbody tr:not([hidden])")].map((row) =>
  [...row.cells].filter((cell) => cell.checkVisibility()).map((cell) => cell.innerText.trim()))"""
FOCUSED = "document.activeElement.innerText.trim()"
DIALOG = "document.querySelector('dialog[open]')?.innerText ?? null"


def shown(page: chromium.Page) -> dict[str, list[str]]:
    rows = (list(map(clean, row)) for row in page.ask(SHOWN))
    return {name: cells for name, *cells in rows}


def clean(text: str) -> str:
    return re.sub(r"^\W+|\s*\n\s*", "", text)


def choose(page: chromium.Page, name: str, value: str) -> None:
    page.ask(
        f"(() => {{ const one = document.getElementById({json.dumps(name)});"
        f" one.value = {json.dumps(value)};"
        " one.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )


@browser_needed
def test_everyone_and_every_request_is_shown(opened: chromium.Page) -> None:
    found = shown(opened)
    assert len(found) == 10
    assert found["LAB\\alice"] == ["granted", "granted", "missing"]
    count = opened.ask("document.getElementById('count').textContent")
    assert count == "10 of 10 principals; 15 missing, 3 unknown, 12 granted"


@browser_needed
def test_a_reviewer_filters_and_opens_an_explanation(opened: chromium.Page) -> None:
    choose(opened, "status", "missing")
    choose(opened, "request", "0")
    opened.click("#text")
    opened.write("lab\\bob")
    assert shown(opened) == {"LAB\\bob": ["missing"]}
    opened.click("tbody tr:not([hidden]) td:not([hidden]) button")
    dialog = opened.ask(DIALOG)
    assert dialog.startswith("LAB\\bob: web-02")
    assert "missing: Datastore.AllocateSpace on ds-1 (Datastore/datastore-11)" in dialog
    assert "role ReadOnly (-2) to LAB\\bob on Datastore ds-1 (datastore-11)" in dialog
    assert opened.ask("location.hash") == "#2.1"
    opened.click("#close")
    assert opened.ask(DIALOG) is None
    opened.click("#clear")
    assert len(shown(opened)) == 10


@browser_needed
@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("kind", "group", ["admins", "db", "staff", "web"]),
        ("status", "unknown", ["svc-pipeline"]),
        ("text", "DATASTORE consumer", ["alice", "carol", "db", "web"]),
        ("text", "no such thing", []),
    ],
)
def test_each_filter_leaves_whom_it_says(
    opened: chromium.Page, name: str, value: str, expected: list[str]
) -> None:
    choose(opened, name, value)
    names = [one.removeprefix("LAB\\").removesuffix("group").strip() for one in shown(opened)]
    assert sorted(names) == expected


@browser_needed
def test_it_is_used_by_keyboard_alone(opened: chromium.Page) -> None:
    opened.ask("document.getElementById('clear').focus()")
    opened.press("Tab")
    assert opened.ask(FOCUSED).startswith("web-02")
    for key in ("ArrowDown", "ArrowDown", "End", "ArrowLeft"):
        opened.press(key)
    focused = "[document.activeElement.dataset.row, document.activeElement.dataset.column].join()"
    assert opened.ask(focused) == "1,1"
    opened.press("Enter")
    assert opened.ask(DIALOG).startswith("LAB\\bob: db-01")
    opened.press("Escape")
    assert opened.ask(DIALOG) is None
    assert opened.ask(focused) == "1,1"
    for key in ("ArrowUp", "ArrowUp", "Enter"):
        opened.press(key)
    assert "What it needs, whoever sends it:" in opened.ask(DIALOG)
    opened.press("Escape")
    opened.press("Tab")
    assert opened.ask("document.activeElement === document.body")


@browser_needed
def test_a_link_leads_to_an_explanation(opened: chromium.Page) -> None:
    opened.ask("location.hash = '#6.3'")
    opened.ask("new Promise((done) => setTimeout(done))")
    assert opened.ask(DIALOG).startswith("LAB\\svc-pipeline: web-template-2")
    opened.press("Escape")
    opened.ask("location.hash = '#99.1'")
    assert opened.ask(DIALOG) is None


LUMINANCE = """(() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const light = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
      .map((one) => one / 255)
      .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    const colour = getComputedStyle(element).backgroundColor;
    return colour === "rgba(0, 0, 0, 0)" ? behind(element.parentElement) : colour;
  };
  const all = [...document.querySelectorAll("h1, p, label, th, th *, td, td *, select, input")];
  return all.filter((one) => one.checkVisibility() && one.textContent.trim()).map((one) => {
    const both = [light(getComputedStyle(one).color), light(behind(one))];
    return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
  }).concat(light(behind(document.body)));
})()"""


@browser_needed
@pytest.mark.parametrize(("scheme", "is_dark"), [("light", False), ("dark", True)])
def test_it_can_be_read_in_light_and_dark(
    opened: chromium.Page, scheme: str, is_dark: bool
) -> None:
    opened.look(scheme=scheme)
    *contrasts, background = opened.ask(LUMINANCE)
    assert len(contrasts) > 60
    assert min(contrasts) >= 4.5  # WCAG 2, level AA
    assert (background < 0.5) is is_dark


@browser_needed
def test_on_a_narrow_screen_the_table_scrolls_and_the_page_does_not(opened: chromium.Page) -> None:
    opened.look(width=360)
    assert opened.ask("document.documentElement.scrollWidth <= innerWidth")
    assert opened.ask(
        "(() => { const f = document.getElementById('frame');"
        " return f.scrollWidth > f.clientWidth; })()"
    )


@browser_needed
def test_on_paper_every_answer_that_is_shown_is_explained(opened: chromium.Page) -> None:
    choose(opened, "text", "lab\\bob")
    opened.look(media="print")
    opened.ask("dispatchEvent(new Event('beforeprint'))")
    printed = opened.ask("document.getElementById('printed').innerText")
    assert re.findall(r"^LAB\\\w+: .*$", printed, re.MULTILINE) == [
        "LAB\\bob: web-02",
        "LAB\\bob: db-01",
        "LAB\\bob: web-template-2",
    ]
    assert not opened.ask("document.getElementById('filters').checkVisibility()")
    opened.ask("dispatchEvent(new Event('afterprint'))")
    assert opened.ask("document.getElementById('printed').innerText") == ""


@browser_needed
def test_hostile_names_are_shown_and_do_nothing(page: chromium.Page, tmp_path: Path) -> None:
    file = tmp_path / "hostile.html"
    file.write_text(render_matrix_html(hostile()), "utf-8")
    page.said.clear()
    page.asked.clear()
    page.look()
    page.open(file.as_uri())
    page.click("td button")
    seen: Any = page.ask("[document.title, document.images.length, document.scripts.length]")
    assert seen == ["Who can run what", 0, 2]
    assert HOSTILE in page.ask(DIALOG)
    page.ask("0")
    assert page.said == []
    assert {address.partition("#")[0] for address in page.asked} == {file.as_uri()}
