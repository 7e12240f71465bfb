"""Search pages of VNPT iGate 2.x: its dossier records, as far as their meaning is certain.

iGate's numbers of states are published nowhere; public clients of it agree on 0 (new) and 5 (result returned) alone.
Any other state counts only where its name is one of the portal's ten. The names of applicants, officers and forms are
never decoded.
"""

from collections import Counter
from collections.abc import Iterable

import msgspec
from msgspec import UNSET, UnsetType

from bochiso.facts.schema import STATUS_TITLES
from bochiso.intake.cleaning import folded
from bochiso.intake.facts.known import BETWEEN
from bochiso.intake.facts.messages import Kind, Listed, Part, Row, Scalar, text
from bochiso.intake.facts.raw import Held
from bochiso.units.dossier_codes import parse_dossier_code

PERSONAL_FIELDS = ("applicant", "accepter", "eForm", "task", "currentTask")
VIETNAMESE = "228"

_SURE = {"0": "1", "5": "10"}
_BY_NAME = {folded(title): str(number) for number, title in STATUS_TITLES.items()}
_CHANNELS = (("truc tuyen", "2"), ("buu chinh", "3"), ("truc tiep", "1"))
_NO_STATUS = "trạng thái của iGate không rõ nghĩa trên Cổng; để trống trạng thái"
_NO_CHANNEL = "hình thức nộp của iGate không rõ; để trống kênh thực hiện (tính là trực tiếp)"


class _Translated(Part, rename={"language": "languageId", "name": "name"}):
    language: Scalar = UNSET
    name: Scalar = UNSET


_Name = Listed[_Translated]


class _Named(Part):
    id: Scalar = UNSET
    code: Scalar = UNSET
    name: _Name = UNSET


class _Procedure(Part, rename={"code": "code", "national": "nationCode"}):
    code: Scalar = UNSET
    national: Scalar = UNSET


class _Payment(Part, rename={"paid": "paidDate"}):
    paid: Scalar = UNSET


_FIELDS = {
    "code": "code", "national": "nationCode", "procedure": "procedure", "agency": "agency", "method": "applyMethod",
    "accepted": "acceptedDate", "appointed": "appointmentDate", "due": "dueDate", "completed": "completedDate",
    "status": "dossierStatus", "payment": "paymentRequestData",
}  # fmt: skip


class _Dossier(Part, rename=_FIELDS):
    code: Scalar = UNSET
    national: Scalar = UNSET
    procedure: _Procedure | UnsetType | None = UNSET
    agency: _Named | UnsetType | None = UNSET
    method: _Named | UnsetType | None = UNSET
    accepted: Scalar = UNSET
    appointed: Scalar = UNSET
    due: Scalar = UNSET
    completed: Scalar = UNSET
    status: _Named | UnsetType | None = UNSET
    payment: _Payment | UnsetType | None = UNSET


_dossier = msgspec.json.Decoder(_Dossier)


class IGateDossiers(Kind):
    """Records of `/pa/dossier/search`."""

    columns = dict.fromkeys(
        ("code", "procedure", "unit", "channel", "received_at", "due_at", "ended_at", "status", "paid_at"), Held.TEXT
    )
    issuer = True
    dropped = PERSONAL_FIELDS

    def __init__(self) -> None:
        self._unsure: Counter[str] = Counter()

    def rows(self, record: msgspec.Raw) -> Iterable[Row]:
        d = _dossier.decode(record)
        yield (
            _code(d), text(d.procedure.code) if d.procedure else None, _unit(d.agency or None), self._channel(d.method),
            text(d.accepted), text(d.appointed) or text(d.due), text(d.completed), self._status(d.status),
            text(d.payment.paid) if d.payment else None,
        )  # fmt: skip

    def warnings(self) -> Iterable[str]:
        return (f"{rows} dòng: {sentence}" for sentence, rows in self._unsure.items())

    def _status(self, status: _Named | UnsetType | None) -> str | None:
        if not status:
            return None
        found = _BY_NAME.get(folded(_name(status.name))) or _SURE.get(text(status.id) or "")
        if found is None:
            self._unsure[_NO_STATUS] += 1
        return found

    def _channel(self, method: _Named | UnsetType | None) -> str | None:
        if not method:
            return None
        name = folded(_name(method.name))
        found = next((channel for words, channel in _CHANNELS if words in name), None)
        if found is None:
            self._unsure[_NO_CHANNEL] += 1
        return found


def _code(dossier: _Dossier) -> str | None:
    """The national code where it is one, else the local."""
    national = text(dossier.national)
    return national if national and parse_dossier_code(national) else text(dossier.code)


def _unit(agency: _Named | UnsetType | None) -> str | None:
    """The agency's code and name, either of which may be one that the registry knows."""
    if not agency:
        return None
    return BETWEEN.join(filter(None, (text(agency.code), _name(agency.name)))) or None


def _name(name: _Name) -> str:
    """The Vietnamese name, or whichever there is."""
    match name:
        case str():
            return name
        case list():
            told = [text(each.name) or "" for each in name if text(each.language) == VIETNAMESE]
            return next((each for each in (*told, *(text(each.name) or "" for each in name)) if each), "")
        case _:
            return ""
