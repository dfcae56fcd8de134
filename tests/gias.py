"""Makes an invented extract of the register of schools: the published file's 140 columns, and nobody real in it.

The words are Windows-1252 as the real file's are, with curly quotes, é and –. All URNs are in the 900000s, which the
register does not use.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

_COLUMNS = """
URN; LA (code); LA (name); EstablishmentNumber; EstablishmentName; TypeOfEstablishment (code); TypeOfEstablishment
(name); EstablishmentTypeGroup (code); EstablishmentTypeGroup (name); EstablishmentStatus (code);
EstablishmentStatus (name); ReasonEstablishmentOpened (code); ReasonEstablishmentOpened (name); OpenDate;
ReasonEstablishmentClosed (code); ReasonEstablishmentClosed (name); CloseDate; PhaseOfEducation (code);
PhaseOfEducation (name); StatutoryLowAge; StatutoryHighAge; Boarders (code); Boarders (name); NurseryProvision
(name); OfficialSixthForm (code); OfficialSixthForm (name); Gender (code); Gender (name); ReligiousCharacter (code);
ReligiousCharacter (name); ReligiousEthos (name); Diocese (code); Diocese (name); AdmissionsPolicy (code);
AdmissionsPolicy (name); SchoolCapacity; SpecialClasses (code); SpecialClasses (name); CensusDate; NumberOfPupils;
NumberOfBoys; NumberOfGirls; PercentageFSM; TrustSchoolFlag (code); TrustSchoolFlag (name); Trusts (code); Trusts
(name); SchoolSponsorFlag (name); SchoolSponsors (name); FederationFlag (name); Federations (code); Federations
(name); UKPRN; FEHEIdentifier; FurtherEducationType (name); OfstedLastInsp; OfstedSpecialMeasures (code);
OfstedSpecialMeasures (name); LastChangedDate; Street; Locality; Address3; Town; County (name); Postcode;
SchoolWebsite; TelephoneNum; HeadTitle (name); HeadFirstName; HeadLastName; HeadPreferredJobTitle;
BSOInspectorateName (name); InspectorateReport; DateOfLastInspectionVisit; NextInspectionVisit; TeenMoth (name);
TeenMothPlaces; CCF (name); SENPRU (name); EBD (name); PlacesPRU; FTProv (name); EdByOther (name); Section41Approved
(name); SEN1 (name); SEN2 (name); SEN3 (name); SEN4 (name); SEN5 (name); SEN6 (name); SEN7 (name); SEN8 (name); SEN9
(name); SEN10 (name); SEN11 (name); SEN12 (name); SEN13 (name); TypeOfResourcedProvision (name);
ResourcedProvisionOnRoll; ResourcedProvisionCapacity; SenUnitOnRoll; SenUnitCapacity; GOR (code); GOR (name);
DistrictAdministrative (code); DistrictAdministrative (name); AdministrativeWard (code); AdministrativeWard (name);
ParliamentaryConstituency (code); ParliamentaryConstituency (name); UrbanRural (code); UrbanRural (name); GSSLACode
(name); Easting; Northing; MSOA (name); LSOA (name); InspectorateName (name); SENStat; SENNoStat;
BoardingEstablishment (name); PropsName; PreviousLA (code); PreviousLA (name); PreviousEstablishmentNumber;
OfstedRating (name); RSCRegion (name); Country (name); UPRN; SiteName; QABName (code); QABName (name);
EstablishmentAccredited (code); EstablishmentAccredited (name); QABReport; CHNumber; MSOA (code); LSOA (code); FSM;
AccreditationExpiryDate
"""
COLUMNS = tuple(column.strip() for column in _COLUMNS.replace("\n", " ").split(";"))

# A primary with all that is asked of a row; others differ from it in what they name.
PRIMARY: Mapping[str, str] = {
    "URN": "900101",
    "LA (code)": "999",
    "LA (name)": "Saltmere",
    "EstablishmentNumber": "2001",
    "EstablishmentName": "St Zoé’s “Quayside” Primary – Infants and Juniors",
    "TypeOfEstablishment (code)": "01",
    "TypeOfEstablishment (name)": "Community school",
    "EstablishmentTypeGroup (code)": "4",
    "EstablishmentTypeGroup (name)": "Local authority maintained schools",
    "EstablishmentStatus (code)": "1",
    "EstablishmentStatus (name)": "Open",
    "PhaseOfEducation (code)": "2",
    "PhaseOfEducation (name)": "Primary",
    "StatutoryLowAge": "3",
    "StatutoryHighAge": "11",
    "NurseryProvision (name)": "Has Nursery Classes",
    "OfficialSixthForm (code)": "2",
    "OfficialSixthForm (name)": "Does not have a sixth form",
    "NumberOfPupils": "412",
    "PercentageFSM": "24.6",
    "HeadTitle (name)": "Mx",
    "HeadFirstName": "Invented",
    "HeadLastName": "Headsname",
    "Country (name)": "",
}
SECONDARY = {
    "URN": "900102",
    "EstablishmentName": "Quarry Bank Academy",
    "TypeOfEstablishment (name)": "Academy converter",
    "EstablishmentTypeGroup (name)": "Academies",
    "PhaseOfEducation (code)": "4",
    "PhaseOfEducation (name)": "Secondary",
    "StatutoryLowAge": "11",
    "StatutoryHighAge": "18",
    "NurseryProvision (name)": "No Nursery Classes",
    "OfficialSixthForm (code)": "1",
    "OfficialSixthForm (name)": "Has a sixth form",
    "NumberOfPupils": "1,204",
    "PercentageFSM": "",
    "Trusts (name)": "Dale and Fell Learning Trust",
}
CLOSED = {
    "URN": "900103",
    "EstablishmentName": "Old Mill Infant School",
    "EstablishmentStatus (code)": "2",
    "EstablishmentStatus (name)": "Closed",
}
PROPOSED = {
    "URN": "900104",
    "EstablishmentName": "Newfields Primary",
    "EstablishmentStatus (code)": "4",
    "EstablishmentStatus (name)": "Proposed to open",
}


def row(**changes: str) -> dict[str, str]:
    """A primary's row; ``changes`` by column, given as ``**{"LA (name)": "Estwick"}``."""
    return {**PRIMARY, **changes}


def extract(
    *rows: Mapping[str, str], columns: Iterable[str] = COLUMNS, encoding: str = "cp1252", end: str = "\r\n"
) -> bytes:
    """The bytes of an extract with these rows, by default a primary, a secondary, a closed and a proposed school."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, tuple(columns), restval="", extrasaction="ignore", lineterminator=end)
    writer.writeheader()
    writer.writerows(rows or (row(), row(**SECONDARY), row(**CLOSED), row(**PROPOSED)))
    return text.getvalue().encode(encoding)
