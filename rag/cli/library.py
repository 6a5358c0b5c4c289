"""Commands that change or show the library's papers."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from rag.cli.options import DAY, MOST, Home, Json, To, Write, keep_backups, library_at
from rag.cli.output import print_result, progress_line, say
from rag.cli.signals import until_interrupted
from rag.text.wording import counted

TitleOnly = Annotated[bool, typer.Option("--title-only", help="Keep records without an abstract, by their titles.")]
Counts = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write what became of each file's records to FILE, as CSV."),
]
Mirror = Annotated[bool, typer.Option("--mirror", help="Remove papers that came from there and are there no more.")]
Explain = Annotated[
    bool, typer.Option("--explain", help="List which record went into which paper, and what was not used.")
]


def add(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Files or folders of papers; - for what is piped in; or zotero:, zotero:collection/NAME, group/NAME, search/NAME."
        ),
    ] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Add the 47 sample papers.")] = False,
    title_only: TitleOnly = False,
    mirror: Mirror = False,
    counts: Counts = None,
    explain: Explain = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Read files or folders of papers into the library, or what a Zotero that is open holds."""
    from rag.cli.show import added_lines, merged_lines, unused_lines
    from rag.export.output import check_writable, write_out
    from rag.export.tables import counts_csv
    from rag.intake.sample import sample_papers
    from rag.intake.sources import sources
    from rag.library.adding import add as add_papers
    from rag.library.adding import add_files
    from rag.records import as_json as plain

    if bool(paths) == sample or (sample and (title_only or mirror)):
        raise typer.BadParameter("give files or folders, or --sample alone")
    if counts:
        check_writable(counts, force=False)
    in_zotero = [path for path in map(Path.as_posix, paths or ()) if path.startswith("zotero:")]
    if in_zotero and len(paths or ()) > 1:
        raise typer.BadParameter("give one place in Zotero, alone")
    named = [Path("/dev/stdin") if path == Path("-") else path for path in paths or ()]
    if mirror and any(path == Path("/dev/stdin") or path.is_fifo() for path in named):
        raise typer.BadParameter("what is piped in is no place to mirror")
    files = None if sample or in_zotero else sources(named, title_only)
    with library_at(home) as library, progress_line("reading papers") as progress:
        if in_zotero:
            from rag.cli.zotero import add as add_place

            report = add_place(library, in_zotero[0], title_only, mirror, progress, say)
        elif files is None:
            report = add_papers(library, sample_papers(), progress, say, "the sample papers")
        else:
            report = add_files(library, files, progress, say, mirror)
        papers = library.get([merge.paper for merge in report.merges]) if explain else {}
    if counts:
        write_out(counts_csv(report.files), counts)
    explained = chain(merged_lines(report.merges, papers), unused_lines(report)) if explain else ()
    print_result(as_json, plain(report), chain(added_lines(report), explained))


def watch(
    folder: Annotated[Path, typer.Argument(help="A folder of papers; or zotero:, zotero:collection/NAME ...")],
    title_only: TitleOnly = False,
    mirror: Mirror = False,
    interval: Annotated[
        float,
        typer.Option(min=0.1, max=DAY, help="Seconds without a change before files are read; between looks at Zotero."),
    ] = 1.0,
    home: Home = None,
) -> None:
    """Add a folder's papers, and take up each change of its files, until Ctrl-C or SIGTERM; or those of Zotero."""
    with until_interrupted("stopped watching"):
        from rag.cli.watch import watch as run
        from rag.cli.zotero import watch as run_zotero

        def tell(line: str) -> None:
            print(line)
            keep_backups(home)

        with library_at(home) as library:
            if folder.as_posix().startswith("zotero:"):
                run_zotero(library, folder.as_posix(), title_only, mirror, interval, tell, say)
            else:
                run(library, folder, title_only, mirror, interval, tell, say)


def papers(
    limit: Annotated[int | None, typer.Option(min=1, max=MOST, help="At most so many.")] = None,
    where: Annotated[str | None, typer.Option(help='Only some, such as "year>=2023" or "title~diffusion".')] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """List the papers of the library."""
    from rag.cli.show import paper_line
    from rag.library.conditions import condition
    from rag.records import as_json as plain

    with library_at(home) as library:
        found = library.papers(limit, condition(where) if where is not None else None)
    print_result(as_json, [plain(p) | {"abstract": p.abstract} for p in found], map(paper_line, found))


def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids, keys or DOIs of papers.")],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Remove papers from the library."""
    from rag.library.adding import remove as remove_papers
    from rag.records import as_json as plain

    with library_at(home) as library:
        report = remove_papers(library, ids, say)
    lines = [f"removed {i}" for i in report.removed] + [f"not in the library: {i}" for i in report.missing]
    for name, several in report.ambiguous.items():
        lines.append(f"not removed: {name} names {counted(len(several))}; say which by id: {', '.join(several)}")
    print_result(as_json, plain(report), lines)


def split(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids, keys, aliases or DOIs of papers.")],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Take papers apart that were merged wrongly. They stay apart when their files are added again."""
    from rag.cli.show import split_lines
    from rag.library.split import split as split_papers
    from rag.records import as_json as plain

    with library_at(home) as library:
        report = split_papers(library, ids, say)
        papers = library.get([paper_id for apart in report.split for paper_id in apart.papers])
    print_result(as_json, plain(report), split_lines(report, papers))


def tag(
    name: Annotated[str, typer.Argument(help="The tag, such as: to read.")],
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids, keys or DOIs of papers.")],
    remove: Annotated[bool, typer.Option("--remove", help="Take the tag from them.")] = False,
    to: To = None,
    write: Write = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Give papers a tag, or take it from them; in Zotero too, where that is asked for."""
    if write and to is None:
        raise typer.BadParameter("--write is for --to")
    with library_at(home) as library:
        named, missing = library.named(ids)
        found = sorted(named)
        change = library.tags.remove if remove else library.tags.add
        change(name, found)
        lines = [f"{'taken from' if remove else 'given to'} {paper_id}" for paper_id in found]
        if to is not None:
            from rag.cli.zotero import write_tag

            lines += write_tag(library, name, library.find(found), to, remove, write, say)
    report = {"tag": name, "papers": found, "missing": list(missing)}
    print_result(as_json, report, [*lines, *(f"not in the library: {i}" for i in missing)])


def tags(home: Home = None, as_json: Json = False) -> None:
    """List the tags, and how many papers have each."""
    with library_at(home) as library:
        counted = library.tags.all()
    lines = (f"{papers:>7,}  {tag}" for tag, papers in counted.items())
    print_result(as_json, [{"tag": tag, "papers": papers} for tag, papers in counted.items()], lines)
