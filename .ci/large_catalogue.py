"""Prints pattern files of the catalogue nine times more, each time with other words: a catalogue ten times as large.

large_catalogue.py FOLDER    FOLDER: that of the built-in pattern files

The copies are for programs of other names (`sshd-copy1`), and a word more stands after the first word of each pattern, or before
it. Patterns for every program stay out: each of them is tried on every text that no other fits.
"""

import pathlib
import sys

COPIES = 9
KEPT = {"once", "event", "category", "type", "action", "outcome", "reason", "set", "sekoia"}


def with_word(pattern, word):
    depth = 0
    for index, character in enumerate(pattern):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == " " and depth == 0:
            return f"{pattern[:index]} {word}{pattern[index:]}"
    return f"{word} {pattern}"


def main():
    programs = []
    for copy in range(1, COPIES + 1):
        for file in sorted(pathlib.Path(sys.argv[1]).glob("*.patterns")):
            for line in file.read_text().splitlines():
                keyword, _, rest = line.strip().partition(" ")
                rest = rest.strip()
                if keyword in ("programs", "also"):
                    programs = [f"{name}-copy{copy}" for name in rest.split() if name != "*"]
                    if programs:
                        print("also", *programs)
                elif not programs:
                    continue
                elif keyword == "pattern":
                    quote = '"' if rest.startswith('"') else ""
                    print(f"pattern {quote}{with_word(rest[len(quote):], f'copy{copy}')}")
                elif keyword in KEPT:
                    print(line.strip())


main()
