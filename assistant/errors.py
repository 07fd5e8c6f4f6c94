"""Errors whose message is written for the person at the keyboard."""


class SolidarityError(Exception):
    """Something that the user can act on. The message says what was wrong, with which value, and what to do."""


class EmptyStoreError(SolidarityError):
    """Nothing has been ingested yet."""


class StoreError(SolidarityError):
    """The store cannot be opened, or was made with another embedding model."""


class ModelFilesError(SolidarityError):
    """The embedding model's files are missing or are not the ones that were published."""


class DocumentError(SolidarityError):
    """One document cannot be read; the rest of an ingest goes on."""


class SettingsError(SolidarityError):
    """A setting has a value that cannot be used."""


class UnknownReferenceError(SolidarityError):
    """A pinpoint names a document or a provision that the corpus does not hold."""
