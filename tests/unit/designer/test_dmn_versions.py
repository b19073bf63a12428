"""Decision tables of other versions and tools, as the editor in the browser takes them."""

import pytest

from app.decisions import DecisionError, read_model
from app.decisions.dmn.xml import parse
from app.designer.dmn_versions import declared_utf8, for_editor
from app.designer.tables import lost_by
from tests.tables import dmn, table

TABLE = table("stock", "people:number", "tier:string", '< 3 ; "A"', '>= 3 ; "B"')
NOW = "https://www.omg.org/spec/DMN/20191111/MODEL/"
OLD = "http://www.omg.org/spec/DMN/20151101/dmn.xsd"
OTHERS = [OLD, "http://www.omg.org/spec/DMN/20180521/MODEL/", "https://www.omg.org/spec/DMN/20230324/MODEL/"]
DRAWN = (
    '<extensionElements><biodi:bounds xmlns:biodi="http://bpmn.io/schema/dmn/biodi/1.0" x="10" y="20" width="180" height="80"/>'
    '<biodi:edge xmlns:biodi="http://bpmn.io/schema/dmn/biodi/1.0" source="size"><biodi:waypoints x="1" y="2"/>'
    '<biodi:waypoints x="3" y="4"/></biodi:edge></extensionElements>'
)


BIODI = "http://bpmn.io/schema/dmn/biodi/1.0"
NOTE = (
    '<textAnnotation id="note"><text>见附注</text></textAnnotation><association id="to_note"><extensionElements>'
    f'<biodi:edge xmlns:biodi="{BIODI}" source="stock"><biodi:waypoint x="5" y="6"/><biodi:waypoint x="7" y="8"/>'
    '</biodi:edge></extensionElements><sourceRef href="#stock"/><targetRef href="#note"/></association>'
)


@pytest.mark.parametrize("version", OTHERS)
@pytest.mark.parametrize("quote", ['"', "'"])
def test_other_versions_differ_in_their_namespace_only(version, quote):
    other = dmn(TABLE).decode().replace(f'"{NOW}"', f"{quote}{version}{quote}")
    edited = for_editor(other)
    assert parse(edited.encode()).tag == f"{{{NOW}}}definitions"
    assert lost_by(other, edited) == []


def test_places_of_the_first_version_become_those_of_the_standard():
    drawn = TABLE.replace(
        "<decisionTable", '<informationRequirement><requiredInput href="#size"/></informationRequirement><decisionTable'
    )
    old = dmn(drawn.replace('name="stock">', f'name="stock">{DRAWN}'), '<inputData id="size" name="people"/>').decode()
    edited = for_editor(old.replace(NOW, OLD))
    root = parse(edited.encode())
    bounds = root.find(".//{*}DMNShape[@dmnElementRef='stock']/{*}Bounds")
    assert (bounds.get("x"), bounds.get("width")) == ("10", "180")
    line = root.find(".//{*}DMNEdge")
    assert root.find(".//{*}informationRequirement").get("id") == line.get("dmnElementRef")
    assert [each.get("x") for each in line] == ["1", "3"]
    assert "biodi:" not in edited and "extensionElements" not in edited
    assert lost_by(old, edited) == []


@pytest.mark.parametrize("namespace", [BIODI, "http://bpmn.io/ns/di"])
def test_the_line_of_a_note_and_the_oldest_words_for_places_are_kept(namespace):
    old = dmn(TABLE, NOTE).decode().replace(NOW, OLD).replace(BIODI, namespace)
    edited = for_editor(old)
    line = parse(edited.encode()).find(".//{*}DMNEdge[@dmnElementRef='to_note']")
    assert [each.get("x") for each in line] == ["5", "7"]
    assert "biodi:" not in edited and lost_by(old, edited) == []


@pytest.mark.parametrize("place", ["", "bounds", "edge"])
def test_places_written_where_none_belong_stay_for_the_editor_to_refuse(place):
    wrong = f'<biodi:bounds xmlns:biodi="{BIODI}"/>' if not place else f'<{place} xmlns="{BIODI}"><bounds/><edge/></{place}>'
    edited = for_editor(dmn(wrong, TABLE).decode())
    assert edited.count("bounds") == dmn(wrong, TABLE).decode().count("bounds")


def test_a_line_without_two_points_is_not_drawn():
    old = dmn(TABLE, NOTE).decode().replace(NOW, OLD).replace('<biodi:waypoint x="7" y="8"/>', "")
    assert parse(for_editor(old).encode()).find(".//{*}DMNEdge") is None


@pytest.mark.parametrize(
    ("was", "now", "named"),
    [
        ("&gt;= 3", "&gt; 3", "决策“stock”"),
        ("<rule ", "<rule typeless='1' ", None),
        ('<rule id="stock_2">', '<rule id="other">', "决策“stock”"),
        ("<decisionTable", "<description>第 3 条</description><decisionTable", "说明或者施行日期"),
    ],
)
def test_what_an_editor_changed_is_named(was, now, named):
    before = dmn(TABLE).decode()
    assert was in before
    assert lost_by(before, before.replace(was, now, 1)) == ([named] if named else [])


def test_what_other_tools_wrote_may_not_vanish():
    before = dmn(
        TABLE.replace(
            "<decisionTable",
            '<extensionElements><v:owner xmlns:v="urn:v">法制科</v:owner></extensionElements><decisionTable',
        )
    )
    assert lost_by(before.decode(), dmn(TABLE).decode()) == ["“extensionElements”元素", "“owner”元素"]


def test_text_declares_the_encoding_it_is_kept_in():
    assert declared_utf8('<?xml version="1.0" encoding="GBK"?><a/>').startswith(
        '<?xml version="1.0" encoding="UTF-8"?>'
    )
    gbk = ('<?xml version="1.0" encoding="GBK"?>' + dmn(TABLE).decode().replace('name="stock"', 'name="冷库"')).encode(
        "gbk"
    )
    assert read_model(gbk).decisions["stock"].name == "冷库"


def test_what_is_no_table_is_refused():
    with pytest.raises(DecisionError):
        lost_by("<a/>", dmn(TABLE).decode())
