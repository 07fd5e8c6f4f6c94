"""Every prompt is a Markdown file in this folder, named after what it is for, with its variables in braces."""

from importlib.resources import files

from langchain_core.prompts import PromptTemplate


def load_prompt(name: str) -> PromptTemplate:
    """Read the prompt `name`, without ".md".

    Raises:
        FileNotFoundError: there is no such prompt.
    """
    return PromptTemplate.from_template((files("prompts") / f"{name}.md").read_text(encoding="utf-8"))
