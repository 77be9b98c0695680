#!/usr/bin/env python3
"""Draws docs/demo.svg from what `trueup demo` really prints.

usage: cargo build --release && docs/picture.py target/release/trueup > docs/demo.svg
"""
import html
import os
import re
import subprocess
import sys
import tempfile
import unicodedata

CELL, LINE, PAD = 8.4, 19, 16
COLOURS = {30: "#5c6370", 31: "#e06c75", 32: "#98c379", 33: "#e5c07b", 34: "#61afef", 35: "#c678dd", 36: "#56b6c2", 37: "#dcdfe4"}
SHOWN = ("$ trueup validate", "$ sed", "$ trueup plan", "$ trueup apply", "$ trueup why")


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def runs(line):
    """(text, colour, bold) as the terminal would show them."""
    colour, bold = None, False
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if not part.startswith("\x1b["):
            if part:
                yield part, colour, bold
            continue
        codes = [int(code or 0) for code in part[2:-1].split(";")]
        for code in codes:
            if code == 0:
                colour, bold = None, False
            elif code == 1:
                bold = True
            elif code == 22:
                bold = False
            elif code == 39:
                colour = None
            elif 30 <= code <= 37:
                colour = COLOURS[code]
            elif 90 <= code <= 97:
                colour = COLOURS[code - 60]


def parted(lines):
    """What a command printed, and the bold line that introduces the next one, if there is one."""
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    if lines and re.fullmatch(r"\x1b\[1m[^\x1b]*\x1b\[0m", lines[-1].strip()):
        return lines[:-1], lines[-1]
    return lines, None


def chosen(text):
    """The steps that fit a picture, each with its output, cut where it is long."""
    steps, keep, said = [], False, []
    for line in text.splitlines():
        plain = re.sub(r"\x1b\[[0-9;]*m", "", line)
        if plain.startswith("$ "):
            # What stands right above a command introduces it.
            output, caption = parted(said)
            if keep:
                steps[-1][1].extend(output)
            keep = plain.startswith(SHOWN) and not any(plain == old[1][0] for old in steps)
            if keep:
                steps.append((caption, [plain]))
            said = []
        else:
            said.append(line)
    if keep:
        steps[-1][1].extend(said)
    for caption, step in steps:
        while step and not step[-1].strip():
            step.pop()
        if caption:
            yield from [caption, ""]
        limit = 26 if step[0].startswith("$ trueup plan --out") else 12
        yield from step[:limit]
        if len(step) > limit:
            yield "\x1b[90m… %d more lines\x1b[0m" % (len(step) - limit)
        yield ""


def main(program):
    with tempfile.TemporaryDirectory() as folder:
        env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "CLICOLOR_FORCE": "1", "COLUMNS": "110", "HOME": folder}
        said = subprocess.run([os.path.abspath(program), "demo", "mingde"], cwd=folder, env=env, check=True, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout
    lines = list(chosen(said))[:-1]
    columns = max(width(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in lines)
    wide, high = columns * CELL + 2 * PAD, len(lines) * LINE + 2 * PAD
    print('<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" role="img" '
          'aria-label="trueup demo in a terminal">' % (wide, high, wide, high))
    print('<rect width="100%" height="100%" rx="8" fill="#282c34"/>')
    print('<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, \'Noto Sans Mono CJK SC\', monospace" '
          'font-size="14" fill="#dcdfe4" xml:space="preserve">')
    for row, line in enumerate(lines):
        column = 0
        for text, colour, bold in runs(line):
            if text.strip():
                style = (' fill="%s"' % colour if colour else "") + (' font-weight="bold"' if bold else "")
                print('<text x="%.1f" y="%d" textLength="%.1f" lengthAdjust="spacingAndGlyphs"%s>%s</text>' % (
                    PAD + column * CELL, PAD + row * LINE + 14, width(text) * CELL, style, html.escape(text)))
            column += width(text)
    print("</g>\n</svg>")


main(sys.argv[1])
