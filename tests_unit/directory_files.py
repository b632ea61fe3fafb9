"""Directory files for the tests: in XML and CSV, alone or in a ZIP."""

import io
import zipfile

from chorus_api.directory import DirectoryReport, read_directory

COLUMNS = (
    "TypeIdentifiant;Identifiant;RaisonSociale;EmetteurEdi;RecepteurEdi;"
    "GestionStatutMiseEnPaiement;GestionEngagement;GestionService;"
    "GestionServiceEngagement;EstMOA;EstMOAUniquement;StructureActive;Adresse;"
    "ComplementAdresse1;ComplementAdresse2;CodePostal;Ville;NumTelephone;Courriel;"
    "CodePays;LibellePays"
)
ROW = (
    "SIRET;{siret};{name};false;false;true;{commitment};{service};{either};false;false;"
    "true;1 place de la Mairie;;;35000;Rennes;0299000000;mairie@ville.example;FR;France"
)
SERVICE_COLUMNS = (
    "Identifiant;RaisonSociale;Code;Nom;GestionEGMT;ServiceActif;Adresse;CodePostal"
)


def numbers(entries):
    return [int(entry.identifier[1:]) for entry in entries]


def siret(number):
    return f"2{number:013d}"


def csv_row(number, name="", service="false", commitment="false", either="false"):
    return ROW.format(
        siret=siret(number),
        name=name or f"Commune {number}",
        service=service,
        commitment=commitment,
        either=either,
    )


def csv_file(*rows, columns=COLUMNS):
    return "\r\n".join([columns, *rows, ""]).encode()


def xml_structure(number, inside="", services=0, name=""):
    listed = "".join(
        f"<Service><Code>S{row}</Code><Nom>Service {row}</Nom>"
        f"<GestionEGMT>{'oui' if row % 2 else 'non'}</GestionEGMT>"
        "<ServiceActif>true</ServiceActif></Service>"
        for row in range(services)
    )
    return (
        "<Structure><TypeIdentifiant>SIRET</TypeIdentifiant>"
        f"<Identifiant>{siret(number)}</Identifiant>"
        f"<RaisonSociale>{name or f'Commune {number}'}</RaisonSociale>"
        "<GestionStatutMiseEnPaiement>true</GestionStatutMiseEnPaiement>"
        "<GestionEngagement>false</GestionEngagement>"
        "<GestionService>true</GestionService>"
        "<GestionServiceEngagement>false</GestionServiceEngagement>"
        "<StructureActive>true</StructureActive>"
        f"{inside}<Services>{listed}</Services></Structure>\n"
    )


def xml_file(*structures, head='<?xml version="1.0" encoding="UTF-8"?>\n'):
    return f"{head}<Annuaire>\n{''.join(structures)}</Annuaire>".encode()


def zipped(**files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return target.getvalue()


def taken(content, skip=0):
    """(entries, report) of a file's bytes."""
    report = DirectoryReport()
    entries = list(read_directory(io.BytesIO(content), report, skip=skip))
    return entries, report


def directories():
    """A file of each kind, with a bad entry in it, by a name of the kind."""
    structures = [xml_structure(n, services=n % 3) for n in range(1, 31)]
    structures[4] = structures[4].replace(siret(5), "")
    rows = [csv_row(n) for n in range(1, 31)]
    rows[4] = rows[4].replace(siret(5), "")
    services = [f"{siret(n // 2)};V;S{n};N;1;1;;" for n in range(2, 60)]
    listed = csv_file(*services, columns=SERVICE_COLUMNS)
    return {
        "xml": xml_file(*structures),
        "csv": csv_file(*rows),
        "services": listed,
        "zip": zipped(a_csv=csv_file(*rows), b_xml=xml_file(*structures), c_csv=listed),
    }
