"""What a reader does on the page, step by step; each step waits until the page is done with it."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.assistant.web.serving import PASSWORD


def sign_in(page: Page, name: str) -> None:
    """Sign in at a server with accounts."""
    page.get_by_label("username").fill(name)
    page.get_by_label("password").fill(PASSWORD)
    page.get_by_role("button", name="Login").click()
    expect(page.get_by_role("textbox", name="Question")).to_be_enabled()


def ask(page: Page, question: str) -> Locator:
    """Ask, wait until the answer is complete, and return it."""
    box = page.get_by_role("textbox", name="Question")
    answers = page.locator("#conversation [data-testid=bot]")
    expect(box).to_be_enabled()
    before = answers.count()
    box.fill(question)
    box.press("Enter")
    expect(answers).to_have_count(before + 1)
    wait_until_ready(page)
    return answers.last


def wait_until_ready(page: Page) -> None:
    """Wait until what the visible tab works on is done."""
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_disabled()


def go_to(page: Page, tab: str) -> Locator:
    """Choose a tab; returns its panel."""
    page.get_by_role("tab", name=tab, exact=True).click()
    panel = page.locator("[role=tabpanel]:visible")
    expect(panel).to_have_count(1)
    return panel


def choose(panel: Page | Locator, label: str, option: str) -> None:
    """Choose from a list by its name."""
    panel.get_by_label(label, exact=True).click()
    options = panel.get_by_role("option")
    options.and_(panel.get_by_label(option, exact=True)).click()
    # A list of which several may be chosen stays open, and others have the same choices.
    panel.get_by_label(label, exact=True).blur()
    expect(options).to_have_count(0)


def saved(page: Page, button: str) -> tuple[str, bytes]:
    """Press a button that saves a file; returns the name and the content of the file."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def measure_statements(page: Page) -> Locator:
    """Run the suite of altered statements; returns the panel in which its figures are shown."""
    panel = go_to(page, "Evaluation")
    statements = panel.get_by_label("Verifying altered statements")
    expect(statements).to_be_checked()
    for box in panel.get_by_role("checkbox").all():
        box.set_checked(False)
    statements.check()
    panel.get_by_role("button", name="Run", exact=True).click()
    expect(panel.get_by_text("Done in")).to_be_visible()
    wait_until_ready(page)
    expect(panel.locator(".figures").first).to_be_visible()
    return panel
