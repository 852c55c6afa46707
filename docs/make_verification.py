#!/usr/bin/env python3
"""Writes docs/verification.md from the report of a full run.

Usage:  ./dev run validate -o runs/validation && ./dev -- python3 docs/make_verification.py runs/validation
"""
import json
import math
import pathlib
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent


def number(value):
    """Of a number or of the text "nan", "inf" or "-inf", which stand for what JSON has no numbers for."""
    return "not a number" if math.isnan(float(value)) else f"{float(value):.4g}"


def interval(verdict):
    low, high = float(verdict["low"]), float(verdict["high"])
    if low == high:
        return number(low)
    if math.isinf(high):
        return f"at least {number(low)}"
    if math.isinf(low) or low == 0.0:
        return f"at most {number(high)}"
    return f"{number(low)} to {number(high)}"


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def study_part(study):
    lines = [f"### {study['name']}", "", f"{study['claim']}. [Equation, reference, limits](../validation/{study['name']}/README.md)", ""]
    if study["end"] == "missing":
        return lines + [f"Not run: {study['message']}.", ""]
    if study["message"]:
        lines += [f"Ended with: {study['message']}", ""]
    lines += ["| claim | measured | must lie in | |", "| --- | --- | --- | --- |"]
    for verdict in study["verdicts"]:
        lines.append(f"| {cell(verdict['claim'])} | {number(verdict['measured'])} | {interval(verdict)} | "
                     f"{'holds' if verdict['holds'] else '**fails**'} |")
    lines.append("")
    lines += [f"- {note}" for note in study["notes"]] + ([""] if study["notes"] else [])
    return lines


def main(folder):
    results = json.loads((pathlib.Path(folder) / "results.json").read_text())
    studies = results["studies"]
    verdicts = [verdict for study in studies for verdict in study["verdicts"]]
    held = sum(verdict["holds"] for verdict in verdicts)
    minutes = sum(study["seconds"] for study in studies) / 60
    text = ["# Verification", "",
            f"Written by `docs/make_verification.py` from the report of a {results['effort']} run of `ebru validate`; do not edit. "
            f"{held} of {len(verdicts)} verdicts hold, in {len(studies)} studies; {minutes:.0f} minutes on the machine below.", "",
            f"{results['processor']}, {results['compiler']}, {results['instruction_set']}, commit {results['commit']}.", "",
            "```", "./dev run validate -o runs/validation       # everything here; report.html has the figures",
            "./dev run validate --quick                  # small grids, minutes; part of .ci/run", "```", "",
            "That the studies can fail is shown with [planted faults](planted_faults.md). To study the convergence of a deck of your own: "
            "[convergence_of_your_deck.md](convergence_of_your_deck.md).", "",
            "| study | claim | verdicts that hold |", "| --- | --- | --- |"]
    for study in studies:
        holds = sum(verdict["holds"] for verdict in study["verdicts"])
        text.append(f"| [{study['name']}](#{study['name']}) | {cell(study['claim'])} | {holds} of {len(study['verdicts'])} |")
    text += ["", "## The claims", ""]
    for study in studies:
        text += study_part(study)
    (TOP / "docs" / "verification.md").write_text("\n".join(text).rstrip() + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
