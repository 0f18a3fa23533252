"""What the scripts beside the two packages do; each is a function that returns what it did, in words."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from safetables.tables import ProtectionSummary

from . import files
from .again import not_checked, rewritten_findings
from .audit import audit_package, read_earlier, weaker_promises
from .build import CACHE, PACKAGE, RELEASES, STUDY, build, build_publication, pages_by_section, publish, put_in_place
from .cited import run_checks, with_bounds
from .errors import DiskRefused, Problem, Stopped, StudyRefused, package_edge
from .model import Change, FrozenRelease, StudyCard
from .package.checking import foreign_files
from .package.reading import DESCRIPTOR, read_package
from .preview import PAGE, preview
from .prose import drafts_in, updated, vocabulary_of
from .releases import compare, next_version, package_in, write_release
from .study import read_study
from .tables import Inputs, Progress
from .turns import end_tidily, folder_for, in_turn


def run(command: Callable[[], Iterable[str]]) -> int:
    """Prints the lines that a command returns, or on standard error what stopped it; returns the exit status."""
    end_tidily()
    try:
        lines = list(command())
    except (Stopped, OSError) as error:
        print(DiskRefused.of(error) if isinstance(error, OSError) else error, file=sys.stderr)
        return 1
    finally:
        files.clear_staged()
    print("\n".join(lines))
    return 0


def report_progress(text: str) -> None:
    """Says on standard error how far long work is; the result alone goes to standard output."""
    print(text, file=sys.stderr, flush=True)


def build_release(
    root: Path, study: Path | None, respondents: Path | None, out: Path | None, progress: Progress
) -> list[str]:
    """Builds the packages of a project and checks its pages, or the package of any study folder without pages.

    Without a study folder, the project's own is built; without a respondents' file, counted tables stay as they were
    published last; without a folder for it, the package goes where the study lies.

    Returns:
        The files that changed.
    """
    with in_turn(root / CACHE, "build_release.py", progress):
        return _built_release(root, study, respondents, out, progress)


def _built_release(
    root: Path, study: Path | None, respondents: Path | None, out: Path | None, progress: Progress
) -> list[str]:
    own = root / PACKAGE
    pages = files.read_pages(root / "docs") if study is None else {}
    folder = out or (own if study is None else study.parent)
    source = study or own / STUDY
    given = None if source == folder / STUDY else source
    publication = build_publication(
        folder, pages, root / CACHE, study=given, respondents=respondents, progress=progress
    )
    publish(publication, root if folder == own else None)
    changed = [f"{built.folder.name}/{name}" for built in publication.packages for name in built.changed]
    return changed or ["Nothing changed."]


def protect_tables(study: Path, counts: Path, out: Path, earlier: Sequence[Path], progress: Progress) -> list[str]:
    """Protects an office's tables of counts and writes them as a package; needs no respondents' file and no page.

    The study holds study.yml, tables.yml, variables.csv, categories.csv, universes.csv and protection.yml; the folder
    of counts a CSV file for each table, see `read_counts`. Everything in `out` is generated.
    """
    with in_turn(folder_for(out), "protect_tables.py", progress):
        built = build(Inputs(study, out, out / files.STAGING, {}, counts=counts, earlier=earlier), progress)
        put_in_place(built)
    assert built.release.protection is not None
    return [_in_words(built.release.protection)]


def _in_words(summary: ProtectionSummary) -> str:
    if not summary.suppressed:
        return f"none of {summary.cells:,} cells withheld; {summary.method}"
    proof = (
        "proven to be the cheapest choice"
        if summary.is_proven
        else f"cost {summary.cost:,}, of which {summary.bound:,} is proven to be needed"
    )
    return f"{summary.suppressed:,} of {summary.cells:,} cells withheld ({proof}); {summary.method}"


def preview_tables(
    study: Path, respondents: Path | None, counts: Path | None, out: Path, seconds: float, progress: Progress
) -> list[str]:
    """Writes a page for the author alone: how tables would look, why cells are suppressed, and what would help."""
    out, own = out.resolve(), (study.resolve(), study.resolve().parent)
    for around in (out, *out.parents):
        if (around / ".git").exists() or (around / "mkdocs.yml").is_file() or around in own:
            remedy = "give a folder outside every project, such as one in your home directory"
            raise StudyRefused([Problem(str(out), f"{around} may be published, and the preview must not be", remedy)])
    page = preview(study, respondents, counts, seconds, progress)
    out.mkdir(parents=True, exist_ok=True)
    path = out / PAGE
    path.write_text(page, encoding="utf-8")
    path.chmod(0o600)
    return [str(path), "It tells which counts are small: delete it when you are done."]


def check_release(place: Path, earlier: Sequence[Path], progress: Progress) -> list[Problem]:
    """What the audit of a written package refuses, by table and cell; reads its files alone, as any reader can.

    `place` is its folder, the description in it, or a zip file of it.
    """
    try:
        with package_edge(str(place)), _unpacked(place) as folder:
            return _checked(folder, earlier, progress)
    except Stopped as stopped:
        return list(stopped.problems)


@contextmanager
def _unpacked(place: Path) -> Iterator[Path]:
    """The folder of a package, wherever it was given."""
    if place.name == DESCRIPTOR and place.is_file():
        yield place.parent
    elif place.is_file():
        with TemporaryDirectory() as folder:
            for name, content in package_in(place).items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            yield Path(folder)
    else:
        yield place


def _checked(folder: Path, earlier: Sequence[Path], progress: Progress) -> list[Problem]:
    if others := foreign_files(folder):
        progress(f"Not read, since it is not of the package: {', '.join(others)}")
    before, package = read_earlier(earlier), read_package(folder)
    # What is wrong in a table makes wrong whatever follows from it: only what is sound by itself is compared.
    findings = audit_package(folder, [one.tables for one in before], progress)
    findings = findings or tuple(rewritten_findings(package))
    progress(f"Not checked, since people wrote it: {not_checked(package)}")
    weaker = weaker_promises(package.policy, before)
    return [finding.problem() for finding in (*weaker, *findings)]


def make_release(root: Path, progress: Progress) -> list[str]:
    """Builds, checks, compares with the release before and freezes."""
    with in_turn(root / CACHE, "make_release.py", progress):
        return _made_release(root, progress)


def _made_release(root: Path, progress: Progress) -> list[str]:
    folder, pages = root / PACKAGE, files.read_pages(root / "docs")
    publication = build_publication(folder, pages, root / CACHE, is_release=True, progress=progress)
    publish(publication, root)
    history, card = publication.history, publication.main.release.study.card
    if history and history[-1].version == card.version:
        return [f"{card.version} is released already, with the very same files."]
    problems = []
    heading = f"## {card.version} - {card.released}"
    if heading not in files.read_changelog(root).splitlines():
        problems.append(Problem(files.CHANGELOG, f"no entry {heading!r}", "say there what changed, for people"))
    for draft in drafts_in(folder / STUDY, pages):
        problems.append(Problem(draft.where, f"a draft: {draft.what}", "read it, correct it and remove the mark"))
    for built in publication.packages:
        problems += [finding.problem() for finding in audit_package(built.folder, progress=progress)]
    if problems:
        raise StudyRefused(problems)
    changes = compare(history[-1].files, publication.files) if history else ()
    return freeze(folder / RELEASES, history, publication.files, card, changes)


def freeze(
    folder: Path,
    history: Sequence[FrozenRelease],
    content: Mapping[str, bytes],
    card: StudyCard,
    changes: tuple[Change, ...],
) -> list[str]:
    """Writes a release into the folder of releases, and its lines into the changelog; says what it did."""
    packed = files.zip_bytes({f"{card.id}/{path}": content[path] for path in sorted(content)}, card.released)
    after = history[-1].version if history else ""
    made = FrozenRelease(card.version, card.released, after, changes, files.sha256(packed), packed, content)
    write_release(folder, card.id, [*history, made])
    level = f"{made.level.word}, {len(changes)} changes since {after}" if made.level else "the first release"
    return [f"v{card.version}.zip: {level}; SHA-256 {made.sha256}", "Commit it, and tag the commit."]


def compare_releases(old: Path, new: Path) -> list[str]:
    """What changed between two packages, folders or zip files, and which version fits.

    Raises:
        PackageRefused: one of them is no package, or they are of two publications.
    """
    with package_edge(f"{old}, {new}"):
        before, after = package_in(old), package_in(new)
        changes = compare(before, after)
        version = str(json.loads(before["datapackage.json"])["version"])
        following = next_version(version, changes)
    lines = [f"{change.level.word}: {change.where}: {change.what}" for change in changes]
    ending = f"After {version} comes {following}." if changes else "Nothing changed."
    return [*lines, ending]


def update_prose(root: Path) -> list[str]:
    """Rewrites the bound passages of pages that disagree with the data; returns the pages."""
    with in_turn(root / CACHE, "update_prose.py", report_progress):
        corrected = corrected_pages(root / PACKAGE / STUDY, files.read_pages(root / "docs"))
        for address, text in corrected.items():
            files.write_if_changed(root / "docs" / address, text.encode())
    return [f"docs/{address}" for address in corrected]


def corrected_pages(folder: Path, pages: Mapping[str, str]) -> dict[str, str]:
    """The pages whose bound passages disagree with a study's data, corrected: address -> new Markdown.

    Raises:
        StudyRefused: the study itself is wrong, so that nothing can be corrected by it.
    """
    study, problems = read_study(folder)
    if study is None:
        raise StudyRefused(problems)
    figures = with_bounds(study.figures)
    results, check_problems = run_checks(study.checks, figures)
    if problems or check_problems:
        raise StudyRefused([*problems, *check_problems])
    vocabulary = vocabulary_of(study, figures, results)
    if study.counts and (folder.parent / "datapackage.json").is_file():
        vocabulary = vocabulary.with_cells(read_package(folder.parent).tables)
    corrected = {address: updated(text, vocabulary) for address, text in pages_by_section(pages)[0].items()}
    return {address: text for address, text in corrected.items() if text != pages[address]}
