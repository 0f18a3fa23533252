"""What a written package says of itself: no file, no key and no report but those that its audit made."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from typing import Any

import pytest

from tests.publication.offices.office import Office
from tests.publication.offices.test_check_release import findings

Change = Callable[[dict[str, Any]], object]


def edited(office: Office, file: str, change: Change) -> list[str]:
    """What the runner says of the package with another description or report."""
    path = office.package / file
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))
    return office.check().stdout.splitlines()


@pytest.mark.parametrize(
    ("file", "where", "change"),
    [
        ("datapackage.json", "truth", lambda d: d.update(truth={"r0 g0": 3})),
        ("datapackage.json", "resources.truth", lambda d: d["resources"][0].update(truth=[3])),
        ("datapackage.json", "resources.schema.fields.truth", lambda d: _field(d).update(truth=3)),
        ("disclosure.json", "tables.primary", lambda d: d["tables"][0].update(primary=["r0 g0"])),
        ("disclosure.json", "attackers.widths.cell", lambda d: d["attackers"][0]["widths"][0].update(cell="r0 g0")),
        ("disclosure.json", "cost.primary", lambda d: d["cost"].update(primary=3)),
    ],
)
def test_a_key_that_no_description_has_is_refused(office: Office, file: str, where: str, change: Change) -> None:
    says = f"table all: {file}: {where}: a key that no description has; build the package again"
    assert says in edited(office, file, change)


@pytest.mark.parametrize(
    ("file", "where", "change"),
    [
        ("datapackage.json", "resources.encoding", lambda d: d["resources"][0].update(encoding="utf-8, 3")),
        ("datapackage.json", "resources.bytes", lambda d: d["resources"][0].update(bytes=3)),
        ("datapackage.json", "resources.schema.missingValues", lambda d: _schema(d).update(missingValues=["3"])),
        ("disclosure.json", "tables.withheld", lambda d: d["tables"][0].update(withheld=3)),
    ],
)
def test_a_value_that_does_not_follow_from_the_tables_is_refused(
    office: Office, file: str, where: str, change: Change
) -> None:
    says = f"table all: {file}: {where}: not what the program writes; build the package again"
    assert says in edited(office, file, change)


def test_a_package_that_leaves_a_setting_out_is_refused(office: Office) -> None:
    for file, key in (("datapackage.json", "protection"), ("disclosure.json", "policy")):
        path = office.package / file
        document = json.loads(path.read_text())
        del document[key]["mean_base_below"]
        path.write_text(json.dumps(document))
    assert "table all: policy: not the rules that were audited; build the package again" in findings(office)


def test_a_key_more_beside_the_witnesses_is_refused(office: Office) -> None:
    office.rewrite_witnesses(lambda document: document.update(truth=3))
    says = "table all: witnesses.json: truth: a key that no description has; build the package again"
    assert says in office.check().stdout.splitlines()


def test_a_key_that_stands_twice_is_refused(office: Office) -> None:
    path = office.package / "disclosure.json"
    path.write_text(path.read_text().replace('"findings": []', '"findings": 3, "findings": []'))
    assert findings(office) == ["disclosure.json: no JSON; build the package again"]


def _field(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = _schema(document)["fields"][0]
    return found


def _schema(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["resources"][0]["schema"]
    return found


@pytest.mark.parametrize("key", ["attackers", "rules"])
def test_a_report_that_names_no_attacker_or_no_rule_is_refused(office: Office, key: str) -> None:
    says = "table all: disclosure.json: counts are withheld, and no rule or no intruder is named; "
    assert f"{says}build the package again" in edited(office, "disclosure.json", lambda d: d.update({key: []}))


@pytest.mark.parametrize("file", ["README.md", "people.metadata.json", "verify.py", "csv-metadata.json"])
def test_a_file_that_its_checksums_do_not_list_so_is_refused(office: Office, file: str) -> None:
    path = office.package / file
    path.write_text(path.read_text() + "\n")
    checked = office.check_as_it_is()
    says = f"table all: {file}: not the file that SHA256SUMS lists; build the package again\n"
    assert (checked.returncode, checked.stdout) == (1, says)


def test_a_package_without_checksums_is_refused(office: Office) -> None:
    (office.package / "SHA256SUMS").unlink()
    says = "table all: SHA256SUMS: the file is missing, or no text; build the package again"
    assert says in office.check_as_it_is().stdout.splitlines()


def test_a_hidden_file_is_named_as_not_read(office: Office) -> None:
    (office.package / ".people.csv").write_text("region,count\nr0,3\n")
    checked = office.check()
    assert checked.stdout == "Nothing found.\n"
    assert "Not read, since it is not of the package: .people.csv" in checked.stderr


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("datapackage.json", None, "datapackage.json: the file is missing; "),
        ("datapackage.json", b"{", "datapackage.json: no JSON; "),
        ("datapackage.json", b"[]", "datapackage.json: not the description of a package of ours; "),
        ("datapackage.json", b'{"resources": [{"name": "a"}]}', "datapackage.json: not the description of a package"),
        ("disclosure.json", None, "disclosure.json: the file is missing; "),
        ("disclosure.json", b"3", "disclosure.json: not the report of an audit of ours; "),
        ("people.csv", None, "people.csv: the file is missing; "),
        ("people.csv", b"", "people.csv:1: the header is not the one that the package describes; "),
        ("people.csv", b"\xff", "people.csv: no UTF-8 text: the file was changed since it was written"),
        (
            "people.csv",
            b"region,group,item,people_count,marker,origin\nr0\n",
            "people.csv:2: 1 cells, the header has 6",
        ),
    ],
)
def test_a_package_that_cannot_be_read_is_refused(office: Office, name: str, content: bytes | None, says: str) -> None:
    (office.package / name).unlink()
    if content is not None:
        (office.package / name).write_bytes(content)
    found = findings(office)
    assert any(line.startswith(says) for line in found), found


def test_a_package_that_is_not_there_is_refused(office: Office) -> None:
    shutil.rmtree(office.package)
    assert findings(office) == ["datapackage.json: the file is missing; build the package again"]
    assert findings(office, "--earlier", "nowhere")
