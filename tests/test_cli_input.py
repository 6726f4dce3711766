"""What is handed in is read within bounds, whatever it is, and hides nothing else."""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import policyguard
from policyguard.errors import UnreadableDocument
from policyguard.files import read_bounded

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")

PROGRAM = [sys.executable, "-m", "policyguard"]
GOOD = '{"moId": "vm-1", "body": {"name": "web"}}'
SECONDS = 120


def run(
    *arguments: str, data: str | bytes | None = None, line: str | None = None
) -> tuple[int, str, str]:
    """What a process of its own says, which is not waited for for ever."""
    command: Any = [*PROGRAM, *arguments]
    if line is not None:
        command = ["bash", "-c", line.replace("{}", shlex.join(command))]
    content = data.encode() if isinstance(data, str) else data
    stdin: Any = {"stdin": subprocess.DEVNULL} if content is None else {"input": content}
    ran = subprocess.run(command, capture_output=True, check=False, timeout=SECONDS, **stdin)
    return ran.returncode, ran.stdout.decode(), ran.stderr.decode()


def one_line_of(ran: tuple[int, str, str]) -> str:
    status, out, err = ran
    assert (status, out) in ((2, ""), (2, "0 requests\n")), err
    assert err.startswith("policyguard: ")
    assert err.count("\n") == 1
    return err


@pytest.fixture
def odd(tmp_path: Path) -> dict[str, tuple[str, str]]:
    """Names of what is no file, with what is said of each."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "nowhere").symlink_to(tmp_path / "absent")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(2**40)
    with socket.socket(socket.AF_UNIX) as one:
        here = Path.cwd()
        os.chdir(tmp_path)  # an address is short
        one.bind("socket")
        os.chdir(here)
    said = {
        "pipe": "a pipe that nobody writes to",
        "folder": "a directory, not a file",
        "nowhere": "no such file",
        "loop": "symbolic links",
        "huge": "the file is larger than ",
        "socket": "a socket, not a file",
    }
    named = {name: (str(tmp_path / name), reason) for name, reason in said.items()}
    return named | {"zeros": ("/dev/zero", "a device, not a file")}


def test_what_is_no_file_is_refused_in_words(odd: dict[str, tuple[str, str]]) -> None:
    for name, reason in odd.values():
        with pytest.raises(UnreadableDocument, match=reason):
            read_bounded(name, 2**30)


def test_a_file_that_can_just_be_read_is(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"12345")
    assert read_bounded(file, 5) == b"12345"
    with pytest.raises(UnreadableDocument, match="larger than"):
        read_bounded(file, 4)
    file.write_bytes(b"")
    assert read_bounded(str(file), 5) == b""
    with pytest.raises(UnreadableDocument, match=r"null (byte|character)"):
        read_bounded("a\0", 5)
    with pytest.raises(UnreadableDocument, match="device"):
        read_bounded("/dev/null", 5)


@pytest.mark.parametrize("kind", ["pipe", "zeros", "folder"])
def test_nor_is_it_waited_for_as_an_inventory_or_a_fault(
    odd: dict[str, tuple[str, str]], kind: str, tmp_path: Path
) -> None:
    name, reason = odd[kind]
    good = tmp_path / "good.json"
    good.write_text(GOOD)
    assert reason in one_line_of(run("check", "--inventory", name, str(good)))
    assert reason in one_line_of(run("explain-fault", name))


def test_a_file_that_cannot_be_read_hides_no_report(odd: dict[str, tuple[str, str]]) -> None:
    names = [name for name, _ in odd.values()]
    status, out, err = run("check", "--format", "json", *names, "-", *names, data=GOOD)
    assert status == 2
    assert len(json.loads(out)["reports"]) == 1
    assert err.count("\n") == 2 * len(names)


def test_an_endless_pipe_ends_at_the_bound() -> None:
    for arguments in (["check", "-"], ["explain-fault", "-"]):
        said = one_line_of(run(*arguments, line="yes | {}"))
        assert said == "policyguard: -: the file is larger than 64 MiB\n"
    assert "64 MiB" in one_line_of(run("check", line="{} <(yes)"))


def test_a_pipe_that_is_written_to_is_read_however_slowly() -> None:
    slowly = f"(sleep 1; printf %s {shlex.quote(GOOD[:9])}; sleep 1; echo {shlex.quote(GOOD[9:])})"
    status, out, _ = run("check", line=f"{{}} <{slowly}")
    assert status == 1
    assert "web" in out


def test_standard_input_is_read_once() -> None:
    status, out, err = run("check", "-", "-", data=GOOD)
    assert (status, out.count("FAIL")) == (2, 1)
    assert err == "policyguard: -: standard input can be read only once\n"
    assert "only once" in one_line_of(run("check", "--inventory", "-", "-", data="{}"))


def test_closed_streams_crash_nothing(tmp_path: Path) -> None:
    good = tmp_path / "good.json"
    good.write_text(GOOD)
    file = shlex.quote(str(good))
    assert "standard input is closed" in one_line_of(run("check", "-", line="{} <&-"))
    status, _, err = run("check", line=f"{{}} {file} >&-")
    assert (status, err) == (2, "policyguard: standard output: cannot be written: it is closed\n")
    assert run("check", line=f"{{}} {file} 2>&-")[0] == 1
    assert run("check", line="{} absent 2>&-") == (2, "0 requests\n", "")
    assert run("check", line="{} --nonsense 2>&-") == (2, "", "")
    assert run("check", line=f"{{}} {file} <&- >&- 2>&-") == (2, "", "")
    assert good.read_text() == GOOD


def test_a_reader_that_has_seen_enough_changes_no_status(tmp_path: Path) -> None:
    good = tmp_path / "good.jsonl"
    good.write_text(f"{GOOD}\n" * 200)
    file = shlex.quote(str(good))
    status, _, err = run("check", line=f"{{}} {file} | true; exit ${{PIPESTATUS[0]}}")
    assert (status, err) == (1, "")
    assert run("check", line="{} absent 2> >(exit 0)")[0] == 2


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A child may be interrupted, also of a run in the background, whose children ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def ended(ran: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """What a program wrote until it ended; it is killed if it does not end."""
    try:
        return ran.communicate(timeout=SECONDS)
    finally:
        ran.kill()


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("seconds", [0.0, 0.3, 1.0])
def test_an_interrupt_gives_130_and_no_traceback_whenever_it_comes(seconds: float) -> None:
    program = (
        "import os, signal, sys, threading, time\n"
        "import policyguard.__main__ as program\n"
        "threading.Thread(target=lambda: (time.sleep(float(sys.argv.pop())),"
        " os.kill(os.getpid(), signal.SIGINT))).start()\n"
        "program.main()\n"
    )
    read, write = os.pipe()  # that nobody writes to, so that it waits
    with subprocess.Popen(
        [sys.executable, "-c", program, "check", "-", str(seconds)],
        stdin=read,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as ran:
        os.close(read)
        out, err = ended(ran)
    os.close(write)
    assert (ran.returncode, out, err.strip()) == (130, b"", b"")


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_from_outside_is_the_same() -> None:
    read, write = os.pipe()
    with subprocess.Popen([*PROGRAM, "check", "-"], stdin=read, stderr=subprocess.PIPE) as ran:
        time.sleep(3)
        ran.send_signal(signal.SIGINT)
        _, err = ended(ran)
    os.close(read)
    os.close(write)
    assert (ran.returncode, err.strip()) == (130, b"")


def test_what_starts_the_program_imports_nothing_that_takes_time() -> None:
    program = (
        "import sys; before = set(sys.modules); import policyguard.__main__\n"
        "print(sorted(set(sys.modules) - before))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert ran.stdout == "['__future__', 'policyguard', 'policyguard.__main__']\n"
    assert sorted(policyguard._HOMES) == policyguard.__all__
    assert {*policyguard.__all__} <= {*dir(policyguard)}


def test_a_name_that_is_no_utf_8_loses_nothing(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/a\xff\n\x1b.json"
    Path(os.fsdecode(name)).write_text(GOOD.replace("web", "5%"))
    arguments = [os.fsdecode(name)]
    (report,) = json.loads(run("check", "--format", "json", *arguments)[1])["reports"]
    assert report["request"]["name"] == "5%"
    status, out, err = run("check", *arguments)
    assert (status, err) == (1, "")
    assert "\x1b" not in out
    patch = run("check", "--diff", *arguments)[1]
    assert '\\377\\012\\033.json"' in patch
    status, out, err = run("check", "--fix", *arguments)
    assert (err.count("\n"), "1 fixed" in err, "\x1b" in err) == (1, True, False)
    assert "5%25" in Path(os.fsdecode(name)).read_text()
    said = one_line_of(run("check", os.fsdecode(name + b"absent")))
    assert "\\udcff\\n\\x1b" in said


BAD = [GOOD, "{oops", GOOD.replace("web", "two"), "", "[1]", '{"a": 1, "a": 2}', GOOD]


@pytest.mark.parametrize("name", ["a.jsonl", "-", "requests"])
def test_a_bad_line_hides_no_other(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    text = "\r\n".join(BAD)
    file.write_text(text)
    given = name if name == "-" else str(file)
    data = text if name == "-" else None
    status, out, err = run("check", "--format", "json", given, data=data)
    assert status == 2
    reports = json.loads(out)["reports"]
    assert [report["request"]["index"] for report in reports] == [0, 2, 5]
    places = [line.removeprefix(f"policyguard: {given}:").split()[0] for line in err.splitlines()]
    assert places == ["2:2:", "6:10:", "document"]
    lines = {finding["line"] for report in reports for finding in report["findings"]}
    assert lines == {1, 3, 7}


def test_many_bad_lines_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("oops\n" * 1000 + GOOD + "\n1" * 1000)
    _, out, err = run("check", str(file))
    assert "web" in out
    lines = err.splitlines()
    assert len(lines) == 22
    assert lines[-2].endswith(": 980 more lines cannot be read")
    assert ": documents 1002, 1003, 1004 and 997 more: a value, not a clone request" in lines[-1]


def test_a_file_with_a_bad_line_is_not_fixed(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    text = GOOD.replace("web", "5%") + "\noops\n"
    file.write_text(text)
    status, out, err = run("check", "--fix", str(file))
    assert (status, file.read_text()) == (2, text)
    assert "NAM001" in out
    assert err.splitlines()[-1].endswith("not fixed: not every line of it can be read")
    status, out, err = run("check", "--diff", str(file))
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
