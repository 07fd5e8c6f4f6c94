"""All settings, read once from the environment (prefix SOLIDARITY_) and a .env file, then passed in."""

import hashlib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError

_SHAPES = {
    "SOLIDARITY_MODEL": "write it as PROVIDER:NAME, for example ollama:llama3.2",
    "SOLIDARITY_COLLECTION": "use letters, digits, dots, dashes and underscores, at least three of them",
}
_WITHOUT_EFFECT_ON_ANSWERS = {
    "data_dir",
    "chroma_url",
    "lock_seconds",
    "model_url",
    "model_key",
    "model_seconds",
    "users",
    "requests_a_minute",
}


class Settings(BaseSettings):
    """What can be set. Nothing else reads the environment."""

    model_config = SettingsConfigDict(env_prefix="SOLIDARITY_", env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = Field(default=Path(".data"), description="folder of the store and of downloaded texts")
    chroma_url: str = Field(default="", description="URL of a Chroma server; empty: the store is embedded")
    collection: str = Field(
        default="solidarity",
        pattern=r"^[a-zA-Z0-9][a-zA-Z0-9._-]{1,200}[a-zA-Z0-9]$",
        description="name of the collection that is searched",
    )
    embedding_model: str = Field(default="", description="sentence-transformers model; empty: the packaged one")
    model: str = Field(
        default="",
        pattern=r"^$|^[\w-]+:.+$",
        description="chat model that writes answers, as provider:name; empty: answers are quotations",
    )
    model_url: str = Field(
        default="", description="base URL of an OpenAI-compatible server or of Ollama; empty: the usual one"
    )
    model_key: SecretStr = Field(
        default=SecretStr(""),
        description="key for that server; empty: the provider's own variable, such as OPENAI_API_KEY",
    )
    model_seconds: float = Field(default=60, gt=0, description="how long a chat model may take for one answer")
    source_tokens: int = Field(default=2000, ge=100, description="tokens of the sources that a chat model reads")
    unsupported: Literal["strike out", "leave out"] = Field(
        default="strike out", description="what becomes of a sentence that its sources do not support"
    )
    support_threshold: float = Field(
        default=0.6, ge=0, le=1, description="probability of support below which a sentence counts as unsupported"
    )
    nli_model: str = Field(
        default="", description="sentence-transformers cross-encoder that decides what sources support; empty: none"
    )
    reranker: str = Field(
        default="", description="sentence-transformers cross-encoder that orders the best results anew; empty: none"
    )
    answer_threshold: float = Field(
        default=0.5, ge=0, le=1, description="probability of an answer below which a question is declined"
    )
    most_statements: int = Field(default=4, ge=1, le=20, description="statements in one answer")
    lock_seconds: float = Field(default=600, ge=0, description="how long an ingest waits for another one")
    users: Annotated[Path | None, BeforeValidator(lambda value: value or None)] = Field(
        default=None, description="file of the accounts that may open the web interface; unset: none"
    )

    requests_a_minute: int = Field(
        default=240, ge=0, description="requests that one address may make of the web interface; 0: no limit"
    )

    @property
    def store_location(self) -> Path | str:
        """Folder of the embedded store, or the URL of the Chroma server."""
        return self.chroma_url or self.data_dir / "chroma"

    @property
    def index_dir(self) -> Path:
        return self.data_dir / "index" / self.collection

    @property
    def hash(self) -> str:
        """Short fingerprint of every setting that can change an answer."""
        described = self.model_dump_json(exclude=_WITHOUT_EFFECT_ON_ANSWERS)
        return hashlib.sha256(described.encode()).hexdigest()[:12]


def load_settings(**overrides: object) -> Settings:
    """Read the settings; keyword arguments win over the environment.

    Raises:
        SettingsError: a value cannot be used; the message names the variable.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = "SOLIDARITY_" + "_".join(str(part) for part in first["loc"]).upper()
        reason = _SHAPES.get(name, first["msg"]) if first["type"] == "string_pattern_mismatch" else first["msg"]
        raise SettingsError(f"The setting {name}={first['input']!r} cannot be used: {reason}.") from error
