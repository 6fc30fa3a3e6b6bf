"""Uses the gaps page in Chromium: check_gaps_page.py PAGE FOLDER-FOR-SCREENSHOTS"""

import pathlib
import sys

from playwright.sync_api import sync_playwright

page_file = pathlib.Path(sys.argv[1]).resolve()
folder = pathlib.Path(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)
failures = []


def check(name, holds, found=""):
    print(f"{name:<64}{'ok' if holds else 'failed'} {'' if holds else found}")
    if not holds:
        failures.append(name)


def luminance(colour):
    """Relative luminance of rgb(r, g, b), WCAG 2.2."""
    parts = [float(p) / 255 for p in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    low, high = sorted([luminance(first), luminance(second)])
    return (high + 0.05) / (low + 0.05)


def look(browser, scheme, width, height):
    name = f"{scheme}, {width} px"
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": height}
    )
    page = context.new_page()
    problems, requests = [], []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(page_file.as_uri())
    page.screenshot(path=folder / f"{scheme}-{width}.png")
    page.screenshot(path=folder / f"{scheme}-{width}-whole.png", full_page=True)

    bars = page.evaluate(
        "Array.from(document.querySelectorAll('svg rect')).map(r => { const b = r.getBoundingClientRect();"
        " return [b.width, b.height, getComputedStyle(r).fill] })"
    )
    check(f"{name}: both charts have bars", page.locator("svg").count() == 2 and len(bars) > 10, str(len(bars)))
    check(f"{name}: each bar can be seen", all(w >= 0.4 and h >= 0.9 for w, h, _ in bars), str(min(bars)))
    wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    check(f"{name}: nothing is wider than the window", wide[0] <= wide[1], str(wide))
    ink, paper = page.evaluate(
        "(s => [s.color, s.backgroundColor])(getComputedStyle(document.body))"
    )
    faint = page.evaluate("getComputedStyle(document.querySelector('p')).color")
    check(f"{name}: text stands out", contrast(ink, paper) >= 7 and contrast(faint, paper) >= 4.5, f"{ink} {faint} {paper}")
    check(f"{name}: the scheme is followed", (luminance(paper) < 0.2) == (scheme == "dark"), paper)

    rows = page.locator("tbody tr")
    count = rows.count()
    visible = lambda: page.locator("tbody tr:visible").count()
    page.keyboard.press("/")
    check(f"{name}: / leads to the search", page.evaluate("document.activeElement.id") == "search")
    page.keyboard.type("CROND peer")
    found = visible()
    check(f"{name}: the search leaves what fits", 0 < found < count, f"{found} of {count}")
    check(f"{name}: and says how many", page.locator("#shown").inner_text() == f"{found} of {count} groups")
    page.locator("#search").fill("no such text anywhere")
    check(f"{name}: a search without a hit empties the table", visible() == 0)
    page.locator("#search").fill("")
    check(f"{name}: without a word all is there again", visible() == count)

    first = page.locator("tbody details").first
    first.locator("summary").click()
    check(f"{name}: a click opens samples", first.locator("li").first.is_visible())
    wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    check(f"{name}: open samples are not wider either", wide[0] <= wide[1], str(wide))
    page.screenshot(path=folder / f"{scheme}-{width}-open.png")
    page.locator("#search").focus()
    page.keyboard.press("Tab")
    check(
        f"{name}: Tab leads from the search to the first group",
        page.evaluate("document.activeElement === document.querySelector('tbody summary')"),
    )
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    check(f"{name}: which shows that it is focused", outline not in ("none", ""), outline)
    page.keyboard.press("Enter")
    check(f"{name}: Enter closes its samples", not first.locator("li").first.is_visible())
    page.keyboard.press("Space")
    check(f"{name}: Space opens them", first.locator("li").first.is_visible())
    check(f"{name}: no markup came out of a record", page.locator("tbody b, tbody img, tbody script").count() == 0)
    check(f"{name}: nothing in the console", not problems, str(problems))
    check(f"{name}: nothing but the file was asked for", requests == [page_file.as_uri()], str(requests))
    context.close()


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    for scheme in ["light", "dark"]:
        for width, height in [(1280, 900), (360, 740)]:
            look(browser, scheme, width, height)
    browser.close()

sys.exit(1 if failures else 0)
