"""Read pytest's JUnit report: fail when no test ran, or a browser test did not.

A browser test is one in a file whose name or folder says "browser" or "journey", or whose skip
reason names Chromium. Every other skipped test is listed, so that none is skipped silently.
"""

import sys
from pathlib import Path
from xml.etree import ElementTree

MARKS = ("browser", "journey")


def main(path: Path) -> int:
    """0 when the report at `path` shows a run that left no browser test out."""
    if not path.exists():
        print(f"There is no test report at {path}: pytest did not finish.", file=sys.stderr)
        return 1
    # The file is pytest's own, made a moment ago.
    cases = list(ElementTree.parse(path).iter("testcase"))  # noqa: S314
    skipped = [(name(case), reason(case)) for case in cases if case.find("skipped") is not None]
    for test, why in skipped:
        print(f"skipped: {test}: {why}")
    browser = [case for case in cases if is_browser(name(case))]
    left_out = [test for test, why in skipped if is_browser(test) or is_browser(why)]
    print(f"{len(cases)} tests, {len(browser)} in a browser, {len(skipped)} skipped")
    if left_out:
        print(f"{len(left_out)} browser tests were skipped; CI must run them.", file=sys.stderr)
    if not cases:
        print("No test ran.", file=sys.stderr)
    if not browser:
        print("No browser test ran; CI must run them.", file=sys.stderr)
    return 1 if left_out or not cases or not browser else 0


def name(case: "ElementTree.Element") -> str:
    """The test's full name."""
    return f"{case.get('classname', '')}.{case.get('name', '')}"


def reason(case: "ElementTree.Element") -> str:
    """Why the test was skipped."""
    found = case.find("skipped")
    return "" if found is None else found.get("message", "")


def is_browser(text: str) -> bool:
    """Whether `text` (a test's name or a reason) speaks of a browser."""
    return any(mark in text.lower() for mark in (*MARKS, "chromium"))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
