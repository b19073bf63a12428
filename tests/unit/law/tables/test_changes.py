"""What changes between two versions of a table, told row by row."""

from app.decisions import read_model
from app.law.tables.changes import table_changes
from tests.tables import dmn, table

TIERS = "people:number kind:string(entity|person)", "tier:string(A|B) fine:number"
ROWS = '< 3 ; "entity" ; "A" ; 100', '>= 3 ; "entity" ; "B" ; 200', '- ; "person" ; "A" ; 50'


def tiers(*rows, columns=TIERS, policy="UNIQUE", name="阶次", more=()) -> bytes:
    return dmn(table("tiers", *columns, *rows, policy=policy, name=name), *more)


def told(before: bytes, after: bytes, was="", now="") -> list[str]:
    found = table_changes(read_model(before), read_model(after), {"tiers": was}, {"tiers": now})
    return [each.words for each in found]


def test_the_same_table_written_otherwise_has_not_changed():
    other_ids = tiers(*ROWS).replace(b'id="tiers_', b'id="other_')
    assert told(tiers(*ROWS), other_ids) == []
    assert told(tiers(*ROWS), tiers(*ROWS[:2], ROWS[2].replace("-", ""))) == []  # both say: whatever the number


def test_a_changed_result_names_the_row_by_its_conditions():
    changed = tiers(ROWS[0], ROWS[1].replace("200", "300"), ROWS[2])
    assert told(tiers(*ROWS), changed) == ["“阶次”第 2 行（people ≥ 3，kind 单位）：fine由“200”改为“300”"]
    other_ids = changed.replace(b'id="tiers_', b'id="other_')  # a tool that numbers all rows anew
    assert told(tiers(*ROWS), other_ids) == ["“阶次”第 2 行（people ≥ 3，kind 单位）：fine由“200”改为“300”"]


def test_rows_added_and_removed_are_said_in_full():
    assert told(tiers(*ROWS[:2]), tiers(*ROWS)) == ["“阶次”新增第 3 行：kind 个人 → tier A，fine 50"]
    assert told(tiers(*ROWS), tiers(*ROWS[:2])) == ["“阶次”删去第 3 行：kind 个人 → tier A，fine 50"]


def test_the_order_of_rows_and_the_hit_policy_are_changes():
    moved = tiers(ROWS[1], ROWS[0], ROWS[2], policy="FIRST").replace(b'id="tiers_1', b'id="other_1').replace(b'id="tiers_2', b'id="other_2')
    first, second = told(tiers(*ROWS), moved)
    assert first == "“阶次”的命中策略由“唯一”改为“首个”"
    assert second == "“阶次”各行的先后改了，现在依次是原来的第 2 行、第 1 行、第 3 行"


def test_columns_come_go_and_change():
    wider = tiers(*(f"{row} ; true" for row in ROWS), columns=(TIERS[0], TIERS[1] + " hearing:boolean"))
    assert told(tiers(*ROWS), wider)[0] == "“阶次”新增结果列“hearing”"
    assert told(wider, tiers(*ROWS))[0] == "“阶次”删去结果列“hearing”"
    more_kinds = tiers(*ROWS, columns=(TIERS[0].replace("person", "person|group"), TIERS[1]))
    assert told(tiers(*ROWS), more_kinds) == ["“阶次”条件列“kind”的类型、可选值或者默认值改了"]


def test_names_descriptions_and_other_decisions_are_told():
    literal = '<decision id="half" name="一半"><literalExpression><text>{}</text></literalExpression></decision>'
    before, after = (
        tiers(*ROWS, more=[literal.format("1 / 2")]),
        tiers(*ROWS, name="新阶次", more=[literal.format("0.5")]),
    )
    assert told(before, after, "旧", "新") == [
        "“阶次”改名为“新阶次”", "“新阶次”的说明改为：新", "“一半”的表达式由“1 / 2”改为“0.5”",
    ]  # fmt: skip
    assert told(before, tiers(*ROWS)) == ["删去决策“一半”"]
    assert told(tiers(*ROWS), before) == ["新增决策“一半”"]


def test_a_new_table_is_told_as_new():
    found = table_changes(None, read_model(tiers(*ROWS)), {}, {})
    assert [each.words for each in found] == ["新表“阶次”，3 行"]
