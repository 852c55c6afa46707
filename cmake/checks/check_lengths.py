#!/usr/bin/env python3
"""One idea a file and a function: at most 400 lines a file and 60 lines a function body of C++.

Usage: check_lengths.py <checkout>. A function is found as a braced block whose opening line (with its continuation) ends in
") {", ") const {" and so on, outside another function: enough for code in the project's format, which is what it is run on.
"""
import pathlib
import re
import sys

MOST_FILE_LINES = 400
MOST_FUNCTION_LINES = 60
FOLDERS = ("src", "solvers", "ml", "tests", "validation", "examples", "cmake")
SUFFIXES = {".cpp", ".hpp", ".py", ".cmake", ".sh"}
OPENS_FUNCTION = re.compile(r"[)}]\s*(const|noexcept|override|final|->\s*[\w:<>,&* ]+|\s)*\s*\{$")
OPENS_SCOPE = re.compile(r"^\s*(namespace\b|(template\s*<.*>\s*)?(class|struct|union|enum)\b|extern \"C\")")
LITERALS = re.compile(r'"(\\.|[^"\\])*"|\'(\\.|[^\'\\])\'|//.*$')


def functions(lines):
    """Yields (first line, length) of each outermost function body."""
    depth, start, start_depth, scope_depth = 0, None, 0, 0
    for number, raw in enumerate(lines, 1):
        line = LITERALS.sub("", raw).rstrip()
        opened, closed = line.count("{"), line.count("}")
        if start is None and opened > closed and OPENS_FUNCTION.search(line) and not OPENS_SCOPE.match(line):
            start, start_depth = number, depth
        depth += opened - closed
        if start is not None and depth <= start_depth:
            yield start, number - start + 1
            start = None


def main(top):
    breaches = []
    for folder in FOLDERS:
        for path in sorted((top / folder).rglob("*")):
            if path.suffix not in SUFFIXES or not path.is_file():
                continue
            name, lines = path.relative_to(top), path.read_text().splitlines()
            if len(lines) > MOST_FILE_LINES:
                breaches.append(f"{name}: {len(lines)} lines, at most {MOST_FILE_LINES}: split it by what its parts are about")
            if path.suffix in (".cpp", ".hpp"):
                breaches += [f"{name}:{first}: a function of {length} lines, at most {MOST_FUNCTION_LINES}"
                             for first, length in functions(lines) if length > MOST_FUNCTION_LINES]
    print("\n".join(breaches) or "every file and function is short enough")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
