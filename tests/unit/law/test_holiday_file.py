"""Reading a holiday notice from a spreadsheet, with errors a clerk can act on."""

import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from app.core.errors import RuleBroken
from app.law.calendar import DayKind
from app.law.holiday_file import read_holiday_file


def workbook(*rows):
    book, content = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_in_any_usual_encoding(encoding):
    text = "名称,日期,类型\n元旦,2027-01-01,放假\n,,\n元旦,2026年12月31日,放假\n春节,2027/1/30,补班\n"
    first, december, worked = read_holiday_file("2027.CSV", text.encode(encoding))
    assert (first.day, first.kind, first.name, first.year) == (date(2027, 1, 1), DayKind.OFF, "元旦", 2027)
    assert (december.day, december.year) == (date(2026, 12, 31), 2027)
    assert (worked.day, worked.kind) == (date(2027, 1, 30), DayKind.WORK)


def test_a_workbook_with_real_and_with_written_dates():
    content = workbook(
        ["日期", "类型", "名称"], [datetime(2027, 1, 1), "休", "元旦"], ["2027.1.30", "班", "春节"], [None, None, None]
    )
    assert [(row.day, row.kind.value) for row in read_holiday_file("a.xlsx", content)] == [
        (date(2027, 1, 1), "off"),
        (date(2027, 1, 30), "work"),
    ]


def test_each_bad_line_is_named():
    text = "日期,类型,名称\n2027-02-30,放假,春节\n2027-01-01,上班,元旦\n2027-01-02,放假,\n2027-01-03,放假,元旦\n明天\n"
    with pytest.raises(RuleBroken) as refused:
        read_holiday_file("a.csv", text.encode())
    assert refused.value.fields == {
        "2": "第 2 行：日期“2027-02-30”应写作 2027-01-01",
        "3": "第 3 行：类型“上班”应写“放假”或“补班”",
        "4": "第 4 行：名称应写节日，不超过 40 字",
        "6": "第 6 行：类型“”应写“放假”或“补班”",
    }


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", b"", "缺少列"),
        ("a.csv", "日期,名称\n".encode(), "缺少列：类型"),
        ("a.csv", b"\xff\xff\xff", "编码"),
        ("a.xlsx", b"no workbook", "打不开"),
        ("a.pdf", b"%PDF", "只能导入"),
        ("a.csv", ("日期,类型,名称\n" + "2027-01-01,放假,元旦\n" * 2001).encode(), "超过 2000 行"),
    ],
)
def test_a_file_that_is_no_notice_is_refused(name, content, told):
    with pytest.raises(RuleBroken, match=told):
        read_holiday_file(name, content)
