"""The modules as they are sent, read by a parser of JavaScript: node's own copy of acorn."""

import json
import posixpath
import subprocess
from functools import cache
from typing import Any

from lrviz.ui import server
from lrviz.ui.modules import needed, without_comments
from lrviz.ui.sent_files import WEB
from tools import node

READ = """
const { Parser, tokenizer } = require("internal/deps/acorn/acorn/dist/acorn");
const given = { ecmaVersion: "latest", sourceType: "module", locations: true };
const plain = (value) => String(value?.pattern ? value.value : value);
const token = ({ type, value, loc }) => [type.label, plain(value), loc.start.line];
const tokens = (text) => [...tokenizer(text, given)].map(token);
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const answer = {};
for (const [name, { before, after }] of Object.entries(JSON.parse(require("fs").readFileSync(0)))) {
  answer[name] = {
    same: same(tokens(before), tokens(after)),
    tokens: tokens(before).length,
    imported: Parser.parse(before, given).body.map(({ source }) => source?.value).filter(Boolean),
  };
}
console.log(JSON.stringify(answer));
"""
MODULES = sorted(WEB.glob("*/*.js"))


@cache
def read(**more: str) -> dict[str, Any]:
    """What the parser finds in every module, and in ``more``, before and after."""
    path = node.find()
    assert path is not None, node.MISSING
    texts = {each.relative_to(WEB).as_posix(): each.read_text("utf-8") for each in MODULES}
    given = {
        name: {"before": text, "after": without_comments(text.encode()).decode()}
        for name, text in (texts | more).items()
    }
    command = [path, "--expose-internals", "--no-warnings", "-e", READ]
    text = json.dumps(given)
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_module_without_its_comments_has_every_word_on_its_line() -> None:
    found = read()
    assert len(found) == len(MODULES) > 60
    assert not [name for name, each in found.items() if not each["same"]]
    assert sum(each["tokens"] for each in found.values()) > 10_000


def test_what_only_looks_like_a_comment_is_sent() -> None:
    text = """\
/** @type {string} of a page */ (window.name)  ; // seen
const a = "http://b // c", d = `
  e // f "g"`; /* h */
// "i"
export const j = /[/] / / 2; // k's
"""
    assert read(odd=text)["odd"]["same"]
    sent = without_comments(text.encode()).decode()
    assert "of a page" in sent
    assert "seen" not in sent


def test_a_third_of_the_modules_is_for_who_reads_them() -> None:
    whole = b"".join(each.read_bytes() for each in MODULES)
    assert len(without_comments(whole)) < 0.75 * len(whole)


def test_the_first_page_asks_ahead_for_what_its_stage_imports_and_no_more() -> None:
    imported = {name: each["imported"] for name, each in read().items()}
    found, waiting = set[str](), [server.EARLY]
    while waiting:
        name = waiting.pop()
        found.add(name)
        near = (posixpath.normpath(f"{name}/../{each}") for each in imported[name])
        waiting += [each for each in near if each not in found]
    assert set(needed(WEB, server.EARLY)) == found
    asked = server.preloads("/")
    assert asked.count("rel=modulepreload") == len(found) > 40
    assert all(f"/{name}>" in asked for name in found)
