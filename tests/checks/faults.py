"""Every fault that an applicant can put into a form, by the code that it must give.

Each is put into the record as it was read, by the forms' own keys; ``None`` means that it
can't be put into this one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pipeline.checks import Subject
from pipeline.model import Amount, Answer, Code, Picture, Value


@dataclass(frozen=True)
class Fault:
    """A fault: what it is, the finding's code, and how it is put in; its field as in the finding."""

    name: str
    code: str
    field: str
    put: Callable[[Subject], Subject | None]


def changed(subject: Subject, path: str, value: Value, raw: str = "") -> Subject | None:
    """The subject with another answer at ``profile`` or ``projects[0].content``; None: no such field."""
    record = subject.record
    top, bracket, column = path.partition("[0].")
    answer = record.answer(f"{top}.{column}" if bracket else top, 0 if bracket else None)
    if answer is None:
        return None
    new = Answer(value, raw, place=answer.place)
    if not bracket:
        return replace(subject, record=replace(record, answers={**record.answers, top: new}))
    rows: Any = record.answers[top].value
    changed_rows = ({**rows[0], column: new}, *rows[1:])
    top_answer = replace(record.answers[top], value=changed_rows)
    return replace(subject, record=replace(record, answers={**record.answers, top: top_answer}))


def value(subject: Subject, path: str) -> Any:
    top, bracket, column = path.partition("[0].")
    return subject.record.value(f"{top}.{column}" if bracket else top, 0 if bracket else None)


def all_changed(subject: Subject, *changes: tuple[str, Value]) -> Subject | None:
    current: Subject | None = subject
    for path, new in changes:
        current = changed(current, path, new) if current else None
    return current


def emptied(path: str) -> Callable[[Subject], Subject | None]:
    def put(subject: Subject) -> Subject | None:
        now = value(subject, path)
        nothing: Value = Code() if isinstance(now, Code) else () if isinstance(now, tuple) else ""
        return changed(subject, path, nothing)

    return put


def appended(path: str, words: str) -> Callable[[Subject], Subject | None]:
    def put(subject: Subject) -> Subject | None:
        now = value(subject, path)
        return changed(subject, path, f"{now}{words}") if now is not None else None

    return put


def filled(path: str, new: Value, raw: str = "") -> Callable[[Subject], Subject | None]:
    return lambda subject: changed(subject, path, new, raw)


def blanked(subject: Subject) -> Subject:
    answers = {}
    for key, answer in subject.record.answers.items():
        nothing: Value = (
            () if isinstance(answer.value, tuple) else Code() if isinstance(answer.value, Code) else ""
        )
        answers[key] = Answer(nothing, place=answer.place)
    return replace(subject, record=replace(subject.record, answers=answers))


def without_level(subject: Subject) -> Subject | None:
    ticked = [item for item in value(subject, "category") or () if "/" in item]
    return changed(subject, "category", (ticked[0].partition("/")[0],)) if ticked else None


def another_level(subject: Subject) -> Subject | None:
    ticked = [item for item in value(subject, "category") or () if "/" in item]
    if not ticked:
        return None
    option, _, level = ticked[0].partition("/")
    other = "省级" if level == "国家级" else "国家级"
    return changed(subject, "category", (f"{option}/{level}", f"{option}/{other}"))


def fewer_photos(subject: Subject) -> Subject | None:
    photos = value(subject, "photos")
    return changed(subject, "photos", photos[:2]) if photos is not None else None


def with_picture(path: str, picture: Picture) -> Callable[[Subject], Subject | None]:
    def put(subject: Subject) -> Subject | None:
        photos = value(subject, path)
        return changed(subject, path, (*photos, picture)) if photos is not None else None

    return put


def too_long(words: str) -> Callable[[Subject], Subject | None]:
    """Annex 3 asks for no length."""
    return lambda subject: changed(subject, "profile", words) if value(subject, "case_title") else None


def other_class(subject: Subject) -> Subject | None:
    code = value(subject, "industry_class")
    if code is None:
        return None
    other = Code("C1512", "白酒制造") if not code.code.startswith("C15") else Code("C2641", "涂料制造")
    return changed(subject, "industry_class", other)


def other_district(subject: Subject) -> Subject | None:
    other = "从化区" if subject.folder_district != "从化区" else "南沙区"
    return changed(subject, "address", f"广州市{other}光明路1号")


def nowhere(subject: Subject) -> Subject | None:
    put = changed(subject, "address", "光明路1号")
    return replace(put, folder_district=None) if put else None


def unlisted(subject: Subject) -> Subject:
    names = (
        "绿色工厂名单",
        "绿色供应链管理企业名单",
        "绿色设计示范企业名单",
        "绿色工业园区名单",
        "清洁生产企业名单",
    )
    return replace(subject, lists={f"{name}（2023年）": frozenset(("广州某某有限公司",)) for name in names})


def other_figure(subject: Subject) -> Subject | None:
    energy = value(subject, "projects[0].energy_saved")
    if energy is None or energy.amount is None:
        return None
    return appended("projects[0].content", f"改造后年节能量约{energy.amount * 2:.1f}吨标准煤。")(subject)


def ratio(saved: float, carbon: float) -> Callable[[Subject], Subject | None]:
    return lambda subject: all_changed(
        subject,
        ("projects[0].energy_saved", Amount(saved, "tce")),
        ("projects[0].carbon_cut", Amount(carbon, "tCO₂e")),
    )


COLUMNS = (
    "energy_saved", "water_saved", "carbon_cut", "materials_saved", "pollutants_cut", "solid_waste_used",
    "toxics_cut",
)  # fmt: skip
TEXTS = ("name", "profile", "case_title", "highlights", "results", "significance")
PROJECT_TEXTS = ("projects[0].title", "projects[0].content", "projects[0].other_benefits")
CLAIMED = (
    "name",
    "contact",
    "phone",
    "address",
    "email",
    "profile",
    "case_title",
    "industry_division",
    "industry_class",
)


def faults() -> Iterator[Fault]:
    yield Fault("blank", "blank-form", "name", blanked)
    for field in (
        *CLAIMED,
        "highlights",
        "results",
        "significance",
        "projects[0].title",
        "projects[0].content",
    ):
        yield Fault(f"{field} empty", "field-missing", field, emptied(field))
    for field in CLAIMED:
        nothing = Code() if field.startswith("industry") else ""
        yield Fault(f"{field} twice", "ambiguous-field", field, filled(field, nothing, "甲\n乙"))
    yield Fault(
        "neither investment nor benefit", "field-missing", "projects[0].investment",
        lambda subject: all_changed(subject, ("projects[0].investment", None), ("projects[0].benefit", None)),
    )  # fmt: skip
    yield Fault(
        "no indicator", "indicator-missing", "projects[0].energy_saved",
        lambda subject: all_changed(
            subject,
            *((f"projects[0].{key}", Amount()) for key in COLUMNS),
            ("projects[0].other_benefits", "/"),
        ),
    )  # fmt: skip
    yield Fault("no project", "rows-missing", "projects", filled("projects", ()))
    for field in ("category", "projects[0].category"):
        yield Fault(f"{field} unticked", "choice-missing", field, emptied(field))
    yield Fault("no level", "level-missing", "category", without_level)
    yield Fault("two levels", "level-several", "category", another_level)
    yield Fault(
        "one highlight",
        "highlights-too-few",
        "highlights",
        filled("highlights", "建设余热回收系统，替代锅炉。"),
    )
    for field, over in (("profile", "绿" * 301), ("profile", "绿色制造，ISO 14001。" * 40)):
        yield Fault(f"{field} of {len(over)}", "text-too-long", field, too_long(over))
    yield Fault("two photos", "photos-too-few", "photos", fewer_photos)
    for field in ("photos", "case_photos", "projects[0].photos"):
        odd, small = Picture("0" * 64, 0, 0, "image/x-emf"), Picture("1" * 64, 320, 240, "image/jpeg")
        yield Fault(f"{field}: a drawing", "photo-unprintable", field, with_picture(field, odd))
        yield Fault(f"{field}: a thumbnail", "photo-too-small", field, with_picture(field, small))
    for column in ("investment", "benefit", *COLUMNS):
        path = f"projects[0].{column}"
        nothing_read = None if column in ("investment", "benefit") else Amount()
        yield Fault(f"{column}: a range", "number-unreadable", path, filled(path, nothing_read, "100-200"))
    yield Fault(
        "no unit",
        "unit-missing",
        "projects[0].materials_saved",
        filled("projects[0].materials_saved", Amount(5)),
    )
    yield Fault("carbon odd", "carbon-energy-unusual", "projects[0].carbon_cut", ratio(100, 600))
    yield Fault("carbon wild", "carbon-energy-implausible", "projects[0].carbon_cut", ratio(100, 260_000))
    for cost, gain in ((1, 100), (5000, 10)):
        yield Fault(
            f"{cost} for {gain}", "payback-implausible", "projects[0].investment",
            lambda subject, cost=cost, gain=gain: all_changed(
                subject, ("projects[0].investment", cost), ("projects[0].benefit", gain)
            ),
        )  # fmt: skip
    yield Fault("two figures", "figures-differ", "projects[0].energy_saved", other_figure)
    yield Fault(
        "too early", "completed-too-early", "projects[0].content",
        appended("projects[0].content", "项目于2019年12月建成投产。"),
    )  # fmt: skip
    for field in (*TEXTS, *PROJECT_TEXTS):
        for words, code in (
            ("锟斤拷", "text-garbled"),
            ("，440106199003071231", "identity-number-printed"),
            ("，6228480402564890018", "bank-account-printed"),
            ("，13800138000", "mobile-number-printed"),
        ):
            yield Fault(f"{field}: {words}", code, field, appended(field, words))
    yield Fault("phone", "phone-invalid", "phone", filled("phone", "8312383"))
    yield Fault("mail", "email-invalid", "email", filled("email", "green@qq"))
    for field, unknown, wrong in (
        ("industry_division", Code("C99"), Code("C34", "专用设备制造业")),
        ("industry_class", Code("C2699"), None),
    ):
        yield Fault(f"{field} unknown", "industry-code-unknown", field, filled(field, unknown))
        if wrong:
            yield Fault(f"{field} of another name", "industry-name-mismatch", field, misnamed(field))
    yield Fault("class misnamed", "industry-name-mismatch", "industry_class", misnamed("industry_class"))
    yield Fault("class elsewhere", "industry-class-outside-division", "industry_class", other_class)
    yield Fault(
        "name alone",
        "industry-code-missing",
        "industry_class",
        filled("industry_class", Code("", "绿色产品制造")),
    )
    yield Fault("other district", "district-mismatch", "address", other_district)
    yield Fault("stranger", "not-on-list", "name", unlisted)
    yield Fault("no district", "district-unknown", "address", nowhere)


def misnamed(field: str) -> Callable[[Subject], Subject | None]:
    def put(subject: Subject) -> Subject | None:
        code = value(subject, field)
        return changed(subject, field, Code(code.code, "乱写的行业")) if code else None

    return put


FAULTS = tuple(faults())
