#!/usr/bin/env python3
"""Documents hold together: every folder of the tree has a README.md, and every relative link in a Markdown file leads somewhere.

Usage: check_documents.py <checkout>. Anchors (#part) are checked against the headings of the file they lead to.
"""
import pathlib
import re
import sys

FOLDERS = ("cmake", "docs", "examples", "ml", "solvers", "spack_repo", "src", "tests", "validation")
# Folders below these are rooms or examples with a README of their own.
ROOMS = ("examples", "validation")
# Folders of those that are no example or study.
NO_ROOMS = {"common"}
LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
CODE = re.compile(r"```.*?```|`[^`]*`", re.S)


def anchors(path):
    for line in CODE.sub(lambda code: code.group().strip("`"), path.read_text()).splitlines():
        if line.startswith("#"):
            yield re.sub(r"[^\w\- ]", "", line.lstrip("#").strip().lower()).replace(" ", "-")


def broken_links(top, path):
    text = CODE.sub(lambda code: re.sub(r"[^\n]", " ", code.group()), path.read_text())
    for found in LINK.finditer(text):
        target, _, anchor = found.group(1).partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = (path.parent / target).resolve() if target else path
        number = text.count("\n", 0, found.start()) + 1
        if not file.exists():
            yield f"{path.relative_to(top)}:{number}: {found.group(1)} leads nowhere"
        elif anchor and file.suffix == ".md" and anchor not in set(anchors(file)):
            yield f"{path.relative_to(top)}:{number}: no heading '{anchor}' in {file.relative_to(top)}"


def missing_readmes(top):
    folders = [top / name for name in FOLDERS if any((top / name).rglob("*.*"))]
    folders += [room for name in ROOMS for room in sorted((top / name).glob("*/"))
                if room.name not in NO_ROOMS and any(room.iterdir())]
    return [f"{folder.relative_to(top)}: no README.md" for folder in folders if not (folder / "README.md").exists()]


def main(top):
    breaches = missing_readmes(top)
    documents = [path for path in top.rglob("*.md") if not {"build", "runs", ".git"} & set(path.relative_to(top).parts)]
    for path in sorted(documents):
        breaches += broken_links(top, path)
    print("\n".join(breaches) or f"{len(documents)} documents: every folder has its README and every link leads somewhere")
    return 1 if breaches or not documents else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
