"""The part of the directory bench that is measured: a process that downloads and reads.

`python -m bench.inside_directory URL FILE CUSTOMERS` writes its figures, and the SIRETs
of so many structures, to the standard output.
"""

import csv
import io
import json
import resource
import sys
import time
import zipfile

from chorus_api import ChorusClient, Connection
from chorus_api.directory import DirectoryReport, read_directory

COLUMNS = {
    "TypeIdentifiant": lambda e: e.identifier_kind,
    "Identifiant": lambda e: e.identifier,
    "RaisonSociale": lambda e: e.structure.name,
    "GestionStatutMiseEnPaiement": lambda e: e.structure.payment_reported,
    "GestionEngagement": lambda e: e.structure.commitment_required,
    "GestionService": lambda e: e.structure.service_required,
    "GestionServiceEngagement": lambda e: e.structure.service_or_commitment_required,
    "StructureActive": lambda e: e.structure.active,
    "Adresse": lambda e: e.structure.street,
    "CodePostal": lambda e: e.structure.postcode,
    "Ville": lambda e: e.structure.town,
}


def peak():
    """The most memory that this process ever had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def connection(url):
    return Connection(
        oauth_url=url,
        api_url=url,
        client_id="simulator",
        client_secret="simulator",  # noqa: S106
        login="TECH_1_0000001@cpro.fr",
        password="simulator",  # noqa: S106
    )


def measured(what, path, idle, skip=0, **details):
    report = DirectoryReport()
    start = time.perf_counter()
    with open(path, "rb") as file:
        for _entry in read_directory(file, report, skip=skip):
            pass
        size = file.seek(0, io.SEEK_END)
    if report.failure or report.unknown_names or report.bad_row_count:
        raise SystemExit(f"{what}: {report}")
    return {
        "what": what,
        "seconds": time.perf_counter() - start,
        "memory": peak() - idle,
        "structures": report.entry_count,
        "services": report.service_count,
        "size": size,
    } | details


def as_csv(path, target):
    """The structures of a directory again, in the public layout."""
    with open(path, "rb") as file, open(target, "w", encoding="utf-8") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(COLUMNS)
        for entry in read_directory(file, DirectoryReport()):
            writer.writerow(value(entry) for value in COLUMNS.values())


def some_identifiers(path, count):
    """SIRETs of that many structures, spread over the whole directory."""
    with open(path, "rb") as file:
        entries = read_directory(file, DirectoryReport())
        identifiers = [entry.identifier for entry in entries]
    return identifiers[:: len(identifiers) // count][:count]


def main(url, path, customers):
    with ChorusClient(connection(url)) as client:
        client.check_health()
        idle = peak()
        start = time.perf_counter()
        with open(path, "wb") as target:
            size = client.download_directory(target)
        seconds = time.perf_counter() - start
    download = {"what": "download", "seconds": seconds, "memory": peak() - idle}
    download |= {"structures": 0, "services": 0, "size": size}
    rows = [download, measured("ZIP of XML", path, idle)]
    with zipfile.ZipFile(path) as archive:
        (info,) = archive.infolist()
    half = rows[-1]["structures"] // 2
    rows.append(measured("resumed at the half", path, idle, skip=half))
    rows[1]["size"] = info.file_size
    as_csv(path, f"{path}.csv")
    rows.append(measured("CSV of structures", f"{path}.csv", idle))
    identifiers = some_identifiers(path, int(customers))
    sys.stdout.write(json.dumps({"rows": rows, "identifiers": identifiers}))


if __name__ == "__main__":
    main(*sys.argv[1:])
