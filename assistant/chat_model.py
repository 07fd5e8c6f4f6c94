"""The chat model, when one is set: any provider that LangChain's `init_chat_model` knows."""

from typing import TYPE_CHECKING

from assistant.errors import SettingsError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


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
            f"SOLIDARITY_MODEL={name!r} needs the package of its provider: pip install 'solidarity-assistant[{provider}]'."
        ) from error
    except Exception as error:  # providers check their keys in errors of their own
        raise SettingsError(f"SOLIDARITY_MODEL={name!r} cannot be used: {error}") from error
    return model
