"""A fictitious college's profile, filled in on every sheet, and ways to change single cells of its form."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook

from hepu.intake import form_bytes, read_profile_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from hepu.profile.model import Profile

SAMPLE = """
as_of: 2025-06-30
data_year: 2024
fictitious: true
college:
  name: {zh: 合浦示范职业技术学院（虚构）, en: Hepu Model Vocational College (fictitious)}
  former_names: [合浦示范工业学校, 合浦示范商业学校]
  code: "0045"
  town: beihai
  ownership: public
  level: higher_vocational
  college_type: engineering_agriculture_forestry
  double_high: none
resources:
  full_time_students: 12345
  full_time_teachers: 560
  converted_students: 12600.5
  budget: {value: 50.55, source: 部门预算, evidence: 财务处〔2024〕3号}
  budget_spent: {value: 31, status: estimate}
  office: true
  staff: 3
  plan: false
  foreign_teachers: 0
  admission_qualification: true
  qualification_number: 桂示范〔2022〕1号
  free_dormitory_beds: {status: missing, source: 后勤处未回复}
  graduate_tracking: not_applicable
indicators:
  intl_ft_students: {2022: 20, 2023: 25, 2024: 30}
  overseas_sites: {2023: 0, 2024: {value: 1, status: estimate, source: 年报}}
  fac_outbound_training_days: {2022: 12, 2024: 40}
  cfcrs_majors: {2024: not_applicable}
  double_qualified_share: {2023: 51.5, 2024: 55.25}
overseas_students:
  - {place: vietnam, kind: degree, students: 18}
  - {place: thailand, kind: degree, students: 12, source: 学籍系统}
  - {place: laos, kind: short, students: 40}
partnerships:
  complete: some
  rows:
    - partner: 河内示范学院（虚构）
      kind: institution
      place: vietnam
      level: agreement
      since: 2018
      until: 2027
      active: true
      receives_students: true
    - partner: 曼谷示范铁路公司（虚构）
      kind: enterprise
      place: thailand
      active: false
      approval_until: 2027-12-31
      people: 120
      status: estimate
alliances: none
programmes:
  - {name: 机电一体化技术, sector: construction_machinery, leading: true}
  - 物流管理
enterprises: {complete: some, rows: [{name: 示范机械公司（虚构）, operates_abroad: true, place: thailand}]}
mission:
  areas: [inbound_study, standards]
  priority_places: [vietnam, thailand]
  priority_majors: [机电一体化技术]
  targets: [{indicator: overseas_sites, year: 2027, value: 3}]
contact: {filled_in_by: 填报示例, checked_by: 审核示例, sheets: {core: {filled_in_by: 填报示例, evidence: 台账一册}}}
"""


@cache
def sample_profile() -> Profile:
    """Give the sample as a profile."""
    return read_profile_bytes(SAMPLE.encode(), "sample.yaml").accepted()


@cache
def sample_form(lang: str = "zh") -> bytes:
    """Give the filled form of the sample."""
    return form_bytes(sample_profile(), "en" if lang == "en" else "zh")


def row_of(sheet: Worksheet, mark: str) -> int:
    """Give the row whose first cell holds an id."""
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == mark)


def sheet_of(book: Workbook, mark: str) -> Worksheet:
    """Give the sheet with an id in its first column."""
    return next(sheet for sheet in book.worksheets if any(cell.value == mark for cell in sheet["A"]))


def list_cell(sheet: Worksheet, name: str, number: int, field: str) -> str:
    """Give the address of a field in a row of a list, rows counted from 0."""
    head = row_of(sheet, f"{name}.rows")
    column = next(cell for cell in sheet[head] if cell.value == field)
    return f"{column.column_letter}{head + 2 + number}"


def changed(change: Callable[[Workbook], Any], data: bytes | None = None) -> bytes:
    """Give the sample's form after a change to its workbook."""
    book = load_workbook(io.BytesIO(data or sample_form()))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
