"""Reading tables as offices make them. No database."""

import io

import pytest
from openpyxl import Workbook, load_workbook

from app.core.errors import RuleBroken
from app.enterprises.tables import COLUMNS, read_rows, risk_level, template
from tests.builders import uscc

HEADING = ["统一社会信用代码", "企业名称"]


def xlsx(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def reasons(rows):
    return [(problem["row"], problem["column"]) for row in rows for problem in row.errors]


def test_a_plain_table_is_read():
    [row] = read_rows("a.xlsx", xlsx(HEADING, [uscc(1), "云泽机械有限公司"]))
    assert row.number == 2
    assert (row.fields["uscc"], row.fields["name"], row.errors) == (uscc(1), "云泽机械有限公司", [])


def test_headings_by_other_names_below_a_title_are_understood():
    rows = read_rows("a.xlsx", xlsx(
        ["云泽市企业名录（2026年）"], [], ["序号", "单位名称*", "信用代码（18位）", "所属区", "负责人", "备注"],
        [1, "云泽机械有限公司", uscc(1).lower(), "鄂城区", "张三", "x"], [], [2, "云泽化工有限公司", f" {uscc(2)} ", "", "", ""],
    ))  # fmt: skip
    assert [row.number for row in rows] == [4, 6]
    assert rows[0].fields == {"name": "云泽机械有限公司", "uscc": uscc(1), "area": "鄂城区", "main_person": "张三"}
    assert rows[1].fields["uscc"] == uscc(2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_in_the_encodings_of_our_offices(encoding, mark):
    words = f"企业名称{mark}统一社会信用代码\r\n云泽𬭎机械有限公司{mark}{uscc(1)}\r\n"
    [row] = read_rows("a.csv", words.encode(encoding))
    assert row.fields == {"name": "云泽𬭎机械有限公司", "uscc": uscc(1)}


def test_rows_with_errors_name_row_column_and_reason():
    rows = read_rows(
        "a.xlsx", xlsx(HEADING, ["", "甲"], [uscc(1)[:-1] + "A", "乙"], [uscc(2), ""], [uscc(3), "丙" * 121])
    )
    assert reasons(rows) == [(2, "统一社会信用代码"), (3, "统一社会信用代码"), (4, "企业名称"), (5, "企业名称")]


def test_a_code_typed_as_a_number_is_explained():
    [row] = read_rows("a.xlsx", xlsx(HEADING, [914207000000000010, "甲"]))
    assert "数字格式" in row.errors[0]["reason"]


def test_numbers_in_text_columns_lose_no_digit_and_gain_no_point():
    [row] = read_rows("a.xlsx", xlsx([*HEADING, "联系电话"], [uscc(1), "甲", 13800000000.0]))
    assert row.fields["phone"] == "13800000000"


def test_the_same_enterprise_twice():
    same = [uscc(1), "甲公司"]
    rows = read_rows("a.xlsx", xlsx(HEADING, same, same, [uscc(1), "乙公司"]))
    assert reasons(rows) == [(4, "统一社会信用代码")]
    assert "第 2 行" in rows[2].errors[0]["reason"]


def test_a_wrong_row_does_not_shut_out_the_right_one_below():
    rows = read_rows("a.xlsx", xlsx(HEADING, [uscc(1), ""], [uscc(1), "甲公司"]))
    assert reasons(rows) == [(2, "企业名称")]


@pytest.mark.parametrize(
    ("words", "level"),
    [("红", "red"), ("重大风险", "red"), ("较大", "orange"), ("一般风险", "yellow"), ("低风险", "blue"), ("Ⅰ级", "red"),
     ("IV级", "blue"), ("III级", "yellow"), ("2", "orange"), ("蓝色", "blue"), ("不详", "")],
)  # fmt: skip
def test_risk_colours_by_their_many_names(words, level):
    assert risk_level(words) == level


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xls", b"x", "import_file"),
        ("a.xlsx", b"not a table", "import_file"),
        ("a.xlsx", b"PK\x03\x04broken", "import_file"),
        ("a.csv", b"\xff\xff\xff", "import_file"),
        ("a.csv", "甲,乙\n1,2\n".encode(), "import_heading"),
        ("a.csv", "企业名称,信用代码\n".encode(), "import_file"),
        ("a.csv", b"", "import_heading"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_in_words(name, content, code):
    with pytest.raises(RuleBroken) as refused:
        read_rows(name, content)
    assert refused.value.code == code


def test_the_template_is_understood_by_the_import_and_keeps_codes_as_text():
    book = load_workbook(io.BytesIO(template()))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == [own for own, _, _ in COLUMNS.values()]
    assert sheet["A2"].number_format == "@"
    sheet["A2"], sheet["B2"] = uscc(1), "甲公司"
    out = io.BytesIO()
    book.save(out)
    [row] = read_rows("模板.xlsx", out.getvalue())
    assert row.errors == []
