"""The chat model, when one is set: any provider that LangChain's `init_chat_model` knows."""

from typing import TYPE_CHECKING

from assistant.errors import SettingsError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_EXTRAS = {"ollama": "ollama", "openai": "openai", "anthropic": "anthropic", "mistralai": "mistral"}


def load_chat_model(name: str) -> "BaseChatModel":
    """Load the model named "provider:name", for example "ollama:llama3.2"; nothing is sent to it yet.

    Raises:
        SettingsError: the provider is not known, or its package or key is missing.
    """
    from langchain.chat_models import init_chat_model

    provider = name.partition(":")[0]
    try:
        model: BaseChatModel = init_chat_model(name, temperature=0)
    except ImportError as error:
        raise SettingsError(
            f"SOLIDARITY_MODEL={name!r} needs the package of its provider: pip install {_package_of(provider)}."
        ) from error
    except Exception as error:  # providers check their keys in errors of their own
        raise SettingsError(f"SOLIDARITY_MODEL={name!r} cannot be used: {' '.join(str(error).split())}") from error
    return model


def _package_of(provider: str) -> str:
    """What brings a provider's package: an extra of this project, else the package by its usual name."""
    if provider in _EXTRAS:
        return f"'solidarity-assistant[{_EXTRAS[provider]}]'"
    return f"langchain-{provider.replace('_', '-')}"
