"""The command `solidarity`."""

import sys
import time
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from assistant import build_assistant
from assistant.command.check import check, cite
from assistant.command.evaluate import evaluate
from assistant.command.output import AsJson, print_json, shown_width
from assistant.command.users import user
from assistant.errors import SolidarityError

if TYPE_CHECKING:
    from assistant.settings import Settings


class _Commands(TyperGroup):
    """The commands in the order of their listing; by itself typer puts those with subcommands last."""

    def list_commands(self, ctx: Any) -> list[str]:
        names = [name for name in super().list_commands(ctx) if name != "user"]
        names.insert(names.index("serve"), "user")
        return names


app = typer.Typer(
    cls=_Commands,
    help="Answers questions on international solidarity law from a corpus, and proves every citation.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.command(epilog="Example: solidarity ingest reports/ treaty.pdf 'notes/*.docx'")
def ingest(
    paths: Annotated[
        list[str] | None, typer.Argument(help="Files, folders or globs; none: the corpus that ships.")
    ] = None,
    collection: Annotated[str, typer.Option(help="Collection to ingest into; default: the one that is searched.")] = "",
    rebuild: Annotated[bool, typer.Option(help="Empty the collection first.")] = False,
) -> None:
    """Bring documents into the store.

    Reads PDF, DOCX, HTML, Markdown, plain text and the treaty JSON of the open-treaties data set.
    """
    from assistant.settings import load_settings

    settings = load_settings(**({"collection": collection} if collection else {}))
    _ingest(settings, paths or [str(files("corpus"))], rebuild)


def _ingest(settings: "Settings", paths: list[str], rebuild: bool = False) -> None:
    from assistant.command.ingest_view import shown_progress, summary_line
    from ingest.lock import ingest_lock
    from ingest.pipeline import Ingest
    from vectorstore.embedding import EmbeddingModel
    from vectorstore.index import load_index
    from vectorstore.store import Store

    started = time.monotonic()
    with ingest_lock(settings.data_dir, settings.lock_seconds, lambda line: typer.echo(line, err=True)):
        model = EmbeddingModel(settings.embedding_model)
        store = Store(
            location=settings.store_location,
            collection=settings.collection,
            model_id=model.id,
            rebuild=rebuild,
        )
        with shown_progress(Console()) as progress:
            report = Ingest(store, model, progress).run(paths)
        load_index(store, settings.index_dir)
    typer.echo(summary_line(report, time.monotonic() - started))
    failed = [item for item in report.files if item.outcome == "failed"]
    if failed:
        raise SolidarityError(
            f"{len(failed)} of {len(report.files)} files could not be ingested; the others are in the store."
        )


@app.command(epilog="Example: solidarity fetch udhr refugee")
def fetch(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids from corpus/sources.toml; none: all of them.")] = None,
    mirror: Annotated[
        str, typer.Option("--from", help="URL of a folder that holds the files as ID.json, ID.pdf.")
    ] = "",
) -> None:
    """Download official documents, check them, and ingest them."""
    from assistant.command.fetch_view import fetch_all
    from assistant.settings import load_settings
    from ingest.sources import chosen_sources

    settings = load_settings()
    folder = settings.data_dir / "official"
    reports = fetch_all(chosen_sources(ids or []), folder, mirror, Console())
    failed = sum(report.outcome == "failed" for report in reports)
    if failed < len(reports):
        _ingest(settings, [str(folder)])
    if failed:
        raise SolidarityError(
            f"{failed} of {len(reports)} documents could not be fetched; the others are in the store."
        )


@app.command(epilog="Example: solidarity sources")
def sources(as_json: AsJson = False) -> None:
    """List what is ingested.

    One line a document: id, status, number of provisions and passages, title.
    """
    stored = build_assistant().sources()
    if as_json:
        print_json(
            [
                {
                    "id": item.document.id,
                    "title": item.document.title,
                    "symbol": item.document.symbol,
                    "kind": item.document.kind,
                    "status": item.document.status,
                    "provisions": item.provisions,
                    "passages": item.passages,
                    "source": item.source,
                    "url": item.document.source_url,
                }
                for item in stored
            ]
        )
        return
    for item in stored:
        counts = f"{item.provisions:>5} provisions {item.passages:>5} passages"
        typer.echo(f"{item.document.id:<36} {item.document.status:<13} {counts}  {item.document.title}")
    typer.echo(f"{len(stored)} documents, {sum(item.provisions for item in stored)} provisions.")


@app.command(epilog="Example: solidarity show icescr art 2(1)")
def show(
    place: Annotated[list[str], typer.Argument(help="A pinpoint: 'udhr 28', 'A/HRC/62/38'.")],
    as_json: AsJson = False,
) -> None:
    """Show a provision word for word, with its digest."""
    from assistant.citing.pinpoint import pinpoint
    from assistant.writing.rendering import provision_json, provision_text

    assistant = build_assistant()
    provisions = assistant.show(" ".join(place))
    placed = [(assistant.catalogue.document_of(item), item) for item in provisions]
    if as_json:
        print_json([provision_json(document, item, pinpoint(document, item)) for document, item in placed])
        return
    digests = dict.fromkeys(filter(None, map(assistant.catalogue.digest_of, provisions)))
    placed += [(assistant.catalogue.document_of(item), item) for item in digests]
    typer.echo(
        "\n\n".join(
            provision_text(document, item, pinpoint(document, item), shown_width()) for document, item in placed
        )
    )


@app.command(epilog="Example: solidarity search 'return of refugees' -k 5")
def search(
    query: Annotated[list[str], typer.Argument(help="What to look for.")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many provisions.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Find the provisions that bear on a question."""
    from assistant.writing.rendering import hit_json, hits_text

    hits = build_assistant().search(" ".join(query), k)
    if as_json:
        print_json([hit_json(hit) for hit in hits])
        return
    typer.echo(hits_text(hits, shown_width()) or "Nothing found.")


@app.command(epilog="Example: solidarity ask 'Which article forbids the return of refugees?'")
def ask(
    question: Annotated[list[str], typer.Argument(help="The question, in quotation marks or not.")],
    as_json: AsJson = False,
    model: Annotated[
        str, typer.Option(help="Chat model that writes, as PROVIDER:NAME; default: SOLIDARITY_MODEL.")
    ] = "",
) -> None:
    """Answer a question with verified quotations, or decline."""
    from assistant.settings import load_settings
    from assistant.writing.rendering import answer_json, answer_text

    settings = load_settings(**({"model": model} if model else {}))
    answer = build_assistant(settings).ask(" ".join(question))
    if as_json:
        print_json(answer_json(answer))
        return
    typer.echo(answer_text(answer, shown_width()))


app.command(epilog="Example: solidarity check 'States may not return refugees to danger.' --out memo.docx")(check)
app.command(epilog="Example: solidarity cite 'udhr 28' 'refugee 33(1)' --style Chicago")(cite)
app.command("eval", epilog="Example: solidarity eval questions retrieval --compare .data/evals/RUN")(evaluate)
app.add_typer(user, name="user")


@app.command(epilog="Example: solidarity serve --port 8080")
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 7860,
    is_open: Annotated[bool, typer.Option("--open", help="Let everybody read without an account.")] = False,
    cases: Annotated[
        Path | None, typer.Option(help="Folder with evaluation cases of your own; default: those of the project.")
    ] = None,
) -> None:
    """Open the assistant in the browser.

    On another address than this machine's own it asks for accounts: see 'solidarity user --help'.
    """
    from assistant.web.server import Server
    from assistant.web.server import serve as serve_page

    serve_page(build_assistant(), Server(host, port, is_open, cases), typer.echo)


@app.command(epilog="Example: solidarity doctor")
def doctor(as_json: AsJson = False) -> None:
    """Tell what is installed and in use, and what is missing."""
    from assistant.command.doctor import examine

    checks = examine(_settings())
    if as_json:
        print_json([{"name": item.name, "ok": item.ok, "detail": item.detail} for item in checks])
    else:
        for item in checks:
            typer.echo(f"{'ok     ' if item.ok else 'MISSING'}  {item.name:<18} {item.detail}")
    if not all(item.ok for item in checks):
        raise typer.Exit(1)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; an error that the user can act on is one line on stderr and exit code 1."""
    try:
        app(arguments, prog_name="solidarity")
    except SolidarityError as error:
        typer.echo(f"solidarity: {error}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo("solidarity: stopped.", err=True)
        sys.exit(130)


def _settings() -> "Settings":
    from assistant.settings import load_settings

    return load_settings()


if __name__ == "__main__":
    main()
