"""The setting that names a chat model."""

import importlib.metadata
import importlib.util
import re
from pathlib import Path

import pytest

from assistant import build_assistant
from assistant.chat_model import load_chat_model
from assistant.errors import SettingsError
from assistant.settings import Settings, load_settings

_PROVIDERS = {
    "ollama": "langchain_ollama",
    "openai": "langchain_openai",
    "anthropic": "langchain_anthropic",
    "mistralai": "langchain_mistralai",
}


def _is_installed(provider: str) -> bool:
    return importlib.util.find_spec(_PROVIDERS[provider]) is not None


@pytest.mark.parametrize("name", ["nonsense:x", "harbour-master:large", "no_such:model:7b"])
def test_an_unknown_provider_is_named_with_those_there_are(name: str) -> None:
    with pytest.raises(SettingsError) as error:
        load_chat_model(name)
    assert f"SOLIDARITY_MODEL={name!r} cannot be used" in str(error.value)
    assert all(provider in str(error.value) for provider in ("ollama", "openai", "anthropic", "mistralai"))


def test_an_unknown_provider_is_told_in_one_line() -> None:
    with pytest.raises(SettingsError) as error:
        load_chat_model("nonsense:x")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("provider", _PROVIDERS)
def test_a_missing_package_is_named_with_the_way_to_get_it(provider: str) -> None:
    if _is_installed(provider):
        pytest.skip(f"the package of {provider} is installed here")
    with pytest.raises(SettingsError) as error:
        load_chat_model(f"{provider}:small")
    assert f"SOLIDARITY_MODEL='{provider}:small'" in str(error.value)
    assert re.search(r"pip install '?[\w-]+", str(error.value))


@pytest.mark.parametrize(
    "provider",
    [
        *(name for name in _PROVIDERS if name != "mistralai"),
        "mistralai",
        "google_genai",
    ],
)
def test_the_extra_that_a_missing_package_is_said_to_come_with_exists(provider: str) -> None:
    if provider in _PROVIDERS and _is_installed(provider):
        pytest.skip(f"the package of {provider} is installed here")
    with pytest.raises(SettingsError) as error:
        load_chat_model(f"{provider}:small")
    named = re.findall(r"solidarity-assistant\[([\w-]+)\]", str(error.value))
    extras = importlib.metadata.metadata("solidarity-assistant").get_all("Provides-Extra") or []
    assert set(named) <= set(extras)


@pytest.mark.parametrize(
    "name", ["", "ollama:llama3.2", "openai:gpt-x", "ollama:library/llama3.2:7b", "google_genai:x y"]
)
def test_a_model_is_set_as_provider_and_name(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLIDARITY_MODEL", name)
    assert load_settings().model == name


@pytest.mark.parametrize("name", ["llama3.2", ":llama3.2", "ollama:", " ", "ollama llama", "my provider:x"])
def test_a_model_without_provider_or_name_is_refused_with_the_variable(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOLIDARITY_MODEL", name)
    with pytest.raises(SettingsError, match=re.escape(f"SOLIDARITY_MODEL={name!r} cannot be used")):
        load_settings()


def test_no_model_is_set_unless_somebody_sets_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOLIDARITY_MODEL", raising=False)
    assert load_settings().model == ""


def test_another_model_is_another_fingerprint_of_the_settings() -> None:
    assert Settings(model="ollama:a").hash != Settings(model="ollama:b").hash != Settings().hash


def test_an_assistant_is_not_built_with_a_model_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="nonsense:x"):
        build_assistant(Settings(data_dir=tmp_path, model="nonsense:x"))
