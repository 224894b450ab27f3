"""Native files of the four kinds of systems, as those systems would write them. Everyone in them is made up."""

import datetime
import pathlib
import re
import subprocess
import tempfile

from corvid_chain.chain import Connection, Tools
from corvid_chain.register import Party
from corvid_chain.spool import Incoming, Json, encode

_REVIEW_BATCH = 500  # files per command line
_MEMORY = pathlib.Path("/dev/shm")

# A municipality's name, and a postal code that does not exist there or anywhere.
WOONPLAATSEN = {"0599": ("Rotterdam", "3000ZZ"), "0502": ("Capelle aan den IJssel", "2900ZZ"),
                "0505": ("Dordrecht", "3300ZZ"), "0642": ("Zwijndrecht", "3330ZZ"),
                "1992": ("Voorne aan Zee", "3220ZZ")}


def today(days: int = 0) -> str:
    """A date so many days from now."""
    return (datetime.date.today() + datetime.timedelta(days=days)).isoformat()


def moment(minutes: int) -> str:
    """A time so many minutes from now, RFC 3339."""
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def persoon(kenmerk: str, rol: str, voornamen: str, geboren: str, gemeentecode: str = "0599") -> Json:
    """Somebody of the family De Vos-Testpersoon."""
    woonplaats, postcode = WOONPLAATSEN.get(gemeentecode, ("Testdorp", "9999ZZ"))
    return {"kenmerk": kenmerk, "rol": rol, "naam": {"voornamen": voornamen, "geslachtsnaam": "Vos-Testpersoon"},
            "geslacht": "VROUW" if voornamen in ("Anna", "Fenna") else "MAN",
            "geboren": {"datum": geboren, "onvolledig": "VOLLEDIG"},
            "adressen": {"feitelijk": {"straat": "Proefstraat", "huisnummer": "1", "postcode": postcode,
                                       "woonplaats": woonplaats, "gemeentecode": gemeentecode, "land": "Nederland"},
                         "geheim": "NEE"},
            "telefoonnummers": ["000-0000000"]}


def gezin(gemeentecode: str) -> list[Json]:
    """A child and a parent."""
    return [persoon("P1", "301", "Fenna", "2017-03-14", gemeentecode),
            persoon("P2", "111", "Anna", "1986-11-02", gemeentecode)]


def contact(afdeling: str) -> Json:
    """Whom to call."""
    return {"naam": "T. Testmedewerker", "afdeling": afdeling, "functie": "medewerker",
            "telefoonnummers": ["000-0000000"], "email": "test@voorbeeld.invalid"}


def organisatie(party: Party) -> Json:
    """An organisation, as it is named inside a message."""
    return {"naam": party.naam, "oin": party.oin}


def partij(party: Party) -> Json:
    """A party, as a receiver is named."""
    return {"oin": party.oin, "rol": party.role}


# ---- police: BVH ----------------------------------------------------------------------------------------------------


def bvh_export(number: str, gemeentecode: str, ontvanger: Party | None = None) -> Json:
    """An enriched export that nobody has reviewed yet."""
    geen = {"geraadpleegd_op": moment(-120), "leeg": "JA"}
    export: Json = {
        "registratie": {"bvh_nummer": number, "bron": "INCIDENT", "signaal_op": today(-1), "opgemaakt_op": today(),
                        "wpg_artikel": "ARTIKEL_8", "acuut": "NEE"},
        "incident": {"pleegdatum": today(-1), "pleegplaats": WOONPLAATSEN.get(gemeentecode, ("Testdorp", ""))[0],
                     "toedracht": "Buren belden over geschreeuw. De ouders hadden ruzie, het kind stond in de gang.",
                     "aandachtsgebieden": ["HUISELIJK_GEWELD", "KINDERMISHANDELING"],
                     "minderjarige_betrokken": "JA"},
        "zorg": {"woongemeente": {"code": gemeentecode, "grond": "WOONPLAATS"},
                 "zorgen": "Het kind ziet vaker ruzie en slaapt slecht.",
                 "sash": {"ingevuld": "NEE"}, "afstemmingsoverleg_gewenst": "NEE", "pjk_jpt": "NEE",
                 "informering": "De moeder weet dat wij melden."},
        "betrokkenen": [{"persoon": person} for person in gezin(gemeentecode)],
        "verrijking": {"zedes": geen, "geweld": geen, "vuurwapens": geen,
                       "huiselijk_geweld": {"geraadpleegd_op": moment(-120), "leeg": "NEE", "mutaties": [
                           {"datum": today(-90), "soort": "ruzie", "omschrijving": "Eerdere melding van geluid."}]}},
        "eigen_veiligheid": {"onveilig_verwacht": "NEE"},
        "vraagbaak": contact("basisteam"),
    }
    if ontvanger is not None:
        export["ontvanger"] = [partij(ontvanger)]
    return export


def reviewed(tools: Tools, police: Connection, exports: dict[str, Json]) -> dict[str, bytes]:
    """The same exports after a trained colleague of that unit reviewed them, by the same names.

    Raises RuntimeError with what the reviewing program says.
    """
    # In memory where that is possible: the program syncs every file, and what is only passed on need not survive.
    folder = _MEMORY if _MEMORY.is_dir() else police.folder
    with tempfile.TemporaryDirectory(dir=folder, prefix="corvid-review-") as temporary:
        files = {name: pathlib.Path(temporary, f"{place}.json") for place, name in enumerate(exports)}
        for name, file in files.items():
            file.write_bytes(encode(exports[name]))
        for batch in _batches(list(files.values())):
            done = subprocess.run([str(tools.adapter), "beoordeel", "--config", str(police.config), "--key",
                                   str(police.reviewer_key), *map(str, batch)],
                                  capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise RuntimeError(f"beoordeel: status {done.returncode}: {done.stderr.strip()}")
        return {name: file.read_bytes() for name, file in files.items()}


def _batches(files: list[pathlib.Path]) -> list[list[pathlib.Path]]:
    """As many at a time as one command line takes."""
    return [files[at:at + _REVIEW_BATCH] for at in range(0, len(files), _REVIEW_BATCH)]


# ---- Veilig Thuis ---------------------------------------------------------------------------------------------------


def meldingsnummer(melding: Incoming) -> str:
    """The reporter's own number, such as the BVH number."""
    return melding.body["meldingsnummer"]


def standard_texts(policy: pathlib.Path) -> dict[int, str]:
    """The official texts, as the policy bundle has them."""
    file = policy / "50-standaardteksten.textproto"
    found = re.findall(r'code:\s*CODE_(\d)\s+tekst:\s*"([^"]*)"', file.read_text(encoding="utf-8"))
    return {int(code): text for code, text in found}


def terugkoppeling(melding: Incoming, standaardtekst: int, kenmerk: str = "", volgnummer: int = 1) -> Json:
    """Feedback on a report."""
    reference = kenmerk or f"TK-{melding.message_id}-{volgnummer}"
    return {"kenmerk": reference, "acuut": "NEE",
            "terugkoppeling": {"op_bericht": melding.message_id, "volgnummer": volgnummer, "moment": "NA_TRIAGE",
                               "standaardtekst": standaardtekst, "datum_uitkomst": today(),
                               "zicht_op_veiligheid_bij": {"naam": "Veilig Thuis (testketen)"}}}


def overdracht(kenmerk: str, melding: Incoming, gemeentecode: str) -> Json:
    """A handover of what a police report was about; own words, checked."""
    controle = {"uitslag": "AKKOORD", "score": 12, "drempel": 200, "regelversie": "demo-1"}
    return {"kenmerk": kenmerk, "zaaknummer": f"VT-{kenmerk}", "acuut": "NEE",
            "controles": {"namen": controle, "overname": controle},
            "overdracht": {
                "gebaseerd_op": [melding.message_id], "gemeente": {"code": gemeentecode, "grond": "WOONPLAATS"},
                "weging": {"route": "DIRECT", "kader": "VRIJWILLIG", "ernst": "LICHT", "ernstige_onveiligheid": "NEE",
                           "gezinsnotificatie": "VERZONDEN", "monitoring": "NEE", "monitoring_reden": "NIET_GEVRAAGD"},
                "inhoud": {"aanleiding_politie": "De politie was aan de deur na een ruzie.",
                           "zorgen": "Een kind groeit op met spanning thuis.",
                           "verwachting": "Ga langs, en bespreek hoe het thuis rustiger wordt.",
                           "toestemming": {"grond": "TOESTEMMING"},
                           "zicht_op_veiligheid_bij": {"naam": "het lokale team (testketen)"}},
                "betrokkenen": gezin(gemeentecode), "contact": contact("Veilig Thuis")}}


def informatieverzoek(kenmerk: str, melding: Incoming, raad: Party) -> Json:
    """A question to the Raad: is this child known?"""
    kind = melding.body["betrokkenen"][0]
    adres = kind["adressen"]["feitelijk"]
    return {"kenmerk": kenmerk, "zaaknummer": f"VT-{kenmerk}", "acuut": "NEE", "ontvanger": [partij(raad)],
            "informatieverzoek": {
                "over_bericht": melding.message_id, "soort": "CASUSINFORMATIE", "verzoeknummer": kenmerk,
                "vragen": [{"tekst": "Loopt er een onderzoek?"}],
                "personen": [{"naam": kind["naam"], "geboren": kind["geboren"], "postcode": adres["postcode"],
                              "huisnummer": adres["huisnummer"]}]}}


# ---- local team -----------------------------------------------------------------------------------------------------


def overdracht_antwoord(kenmerk: str, overdracht_in: Incoming) -> Json:
    """The handover is accepted."""
    return {"kenmerk": kenmerk, "teamdossier": f"T-{kenmerk}", "acuut": "NEE",
            "reactie": {"overdracht": overdracht_in.message_id, "besluit": "AANVAARD", "monitoring_gevraagd": "NEE",
                        "contact": contact("lokaal team")}}


def terugmelding(kenmerk: str, overdracht_in: Incoming) -> Json:
    """The family does not want any contact: back to Veilig Thuis."""
    gezinsleden = overdracht_in.body["gezinsleden"]
    return {"kenmerk": kenmerk, "teamdossier": f"T-{kenmerk}", "acuut": "NEE",
            "terugmelding": {"overdracht": overdracht_in.message_id, "reden": "GEZIN_WIL_GEEN_CONTACT",
                             "verloop": {"toelichting": "Drie keer langs geweest. De deur blijft dicht.",
                                         "actuele_zorgen": "Het kind komt niet meer op school.", "jb_plein": "NEE"},
                             "gezinsleden": gezinsleden, "contact": contact("lokaal team")}}


# ---- Raad -----------------------------------------------------------------------------------------------------------


def informatieantwoord(kenmerk: str, vraag: Incoming) -> Json:
    """The child is not known."""
    return {"kenmerk": kenmerk, "raadsdossier": f"R-{kenmerk}", "op_verzoek": vraag.message_id, "acuut": "NEE",
            "registraties": [{"plaats": jeugdige["plaats"], "bekend": "NEE"} for jeugdige in vraag.body["betrokkenen"]],
            "antwoorden": [{"antwoord": "Er loopt geen onderzoek."}]}
