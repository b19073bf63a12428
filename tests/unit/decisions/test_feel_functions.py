"""The built-in functions of DMN 1.3, 10.3.4: their results, named parameters, and null where they have no answer."""

from datetime import date
from decimal import Decimal

import pytest

from app.decisions import evaluate

D = Decimal
TRUE = {
    "points and ranges": [
        "before(1, 10)",
        "before(1, (1..10])",
        "not(before(1, [1..10]))",
        "before([1..10), 10)",
        "before(point: 1, range: [2..10])",
        "before(range: [1..2], point: 3)",
        "before(range1: [1..10), range2: [10..20])",
        "after(point1: 10, point2: 1)",
        "after((10..20], 10)",
        "meets(range1: [1..5], range2: [5..10])",
        "not(meets([1..5), [5..10]))",
        "met by([5..10], [1..5])",
        "overlaps([1..5], [5..8])",
        "not(overlaps([1..5], (5..8]))",
        "overlaps before([1..5], (1..5])",
        "overlaps after((1..5], [1..5))",
        "finishes(10, [1..10])",
        "finished by(range: [1..10], point: 10)",
        "includes(range: [1..10], point: 5)",
        "includes([1..10], [4..6])",
        "includes((>= 1), 5)",
        "includes((< 10), (< 5))",
        "not(includes([1..10], (> 5)))",
        "overlaps((>= 1), (<= 5))",
        "not(overlaps((> 5), (<= 5)))",
        "after((> 10), 5)",
        "during([4..6], [1..10])",
        "starts((1..5), (1..10])",
        "started by([1..10], 1)",
        "coincides(5, 5)",
        'coincides([@"2024-01-01"..@"2024-02-01"], [@"2024-01-01"..@"2024-02-01"])',
    ],
    "moments where clocks are put forward": [
        '@"2024-03-31T12:00:00@Europe/Paris" - @"2024-03-30T12:00:00@Europe/Paris" = @"PT23H"',
        '@"2024-03-30T12:00:00@Europe/Paris" + @"P1D" = @"2024-03-31T13:00:00@Europe/Paris"',
        '@"2024-03-31T12:00:00@Europe/Paris" - @"PT23H" = @"2024-03-30T12:00:00@Europe/Paris"',
        '@"2024-01-01T12:00:00@Asia/Shanghai" < @"2024-01-01T05:00:00Z"',
        '@"0001-01-01T00:00:00+08:00" < @"0001-01-01T00:00:00Z"',
        '@"0001-01-01T00:00:00Z" - @"0001-01-01T00:00:00+08:00" = @"PT8H"',
        '@"9999-12-31T23:59:59-08:00" > @"9999-12-31T23:59:59Z"',
        '(@"2024-01-01T12:00:00+08:00" + @"PT1H").time offset = @"PT8H"',
    ],
    "ranges from text": [
        'range("[18..21)") = [18..21)',
        'range("[2..)") = (>= 2)',
        'range(from: "(..2)") = (< 2)',
        'range("[\\"a\\"..\\"b\\"]").end = "b"',
        'range("[@\\"2024-01-01\\"..date(\\"2025-01-01\\")]").end.year = 2025',
    ],
    "patterns as XPath has them": [
        'matches("案由", "^\\\\w+$")',
        'matches("１２", "^\\\\d+$")',
        'not(matches("O", "[A-Z-[OI]]", "i"))',
        'matches("e", "^[a-z-[a-d-[c]]]$")',
        'matches("foo:1", "^\\\\i\\\\c*$")',
        'not(matches("helloworld", "hello[ ]world", "x"))',
        'matches("hello world", "hello\\\\ sworld", "x")',
        'not(matches("a\\r", "a."))',
        'matches("a]", "a[\\\\]]")',
        'matches("案由", "^\\\\p{IsCJKUnifiedIdeographs}+$")',
        'not(matches("案a", "^[\\\\P{IsCJKUnifiedIdeographs}]+$"))',
        'matches("yuan", "^ \\\\p{Is BasicLatin}+ $", "x")',
        'matches("第(1)条", "(1)", "q")',
        'replace("A+a", "a+", "$", "qi") = "$a"',
    ],
    "functions are values": [
        "{m: min, r: m([3, 1])}.r = 1",
        "[abs, floor][2](1.5) = 1",
        "(function(a: number) a) instance of function<number>->number",
        "not((function(a: number) a) instance of function<string>->number)",
        "not((function(a) a) instance of function<Any, Any>->Any)",
        "sort([3, 1, 2], function(a, b) a > b) = [3, 2, 1]",
    ],
    "names": [
        "{a: 1, c: {d e: a + 1}}.c.d e = 2",
        '{🐎: "bar"}.🐎 = "bar"',
        'string({"\\"": 1}) = "{\\"\\\\\\"\\": 1}"',
    ],
    "a value is the same with its offset": [
        'is(@"08:00:00@Asia/Shanghai", @"08:00:00+08:00")',
        'not(is(@"08:00:00+08:00", @"00:00:00Z"))',
        'not(is(@"08:00:00", @"08:00:00Z"))',
        'is(@"2024-07-01T08:00:00@Europe/Paris", @"2024-07-01T08:00:00+02:00")',
    ],
    "dates of far years and fine times": [
        'string(date("999999999-12-31")) = "999999999-12-31"',
        'string(@"-0044-03-15") = "-0044-03-15"',
        "date(-2017, 1, 1).year = -2017",
        'date("12024-02-29").weekday = date("2024-02-29").weekday',
        'string(@"2024-01-01T08:30:00.123456789@Asia/Shanghai") = "2024-01-01T08:30:00.123456789@Asia/Shanghai"',
        'string(date and time(date("-0044-03-15"), time("10:20:00"))) = "-0044-03-15T10:20:00"',
        'time(@"2024-01-01T08:30:00.123456789Z") = @"08:30:00.123456789Z"',
        'date(@"2024-01-01T08:30:00.123456789Z") = @"2024-01-01"',
        "string(time(11, 59, 45.123456789, null)) = \"11:59:45.123456789\"",
        '@"-0001-12-31" < @"0001-01-01" and @"10000-01-01" > @"9999-12-31"',
        '@"10000-01-01" = @"10000-01-01T00:00:00Z"',
        '@"08:00:00.0000001" > @"08:00:00"',
        '@"08:00:00.000000001+08:00" = @"00:00:00.000000001Z"',
        'years and months duration(@"-2016-01-30", @"2017-02-28") = @"P4033Y"',
        'not(@"10000-01-01" = @"2024-01-01")',
        '[1, @"10000-01-01"][2].month = 1',
        'day of week(@"12024-02-29") = day of week(@"2024-02-29")',
    ],
    "entries at any depth": [
        '{a: {b: {c: {x: "1"}, x: "2"}}}...x = ["1", "2"]',
        '{a: [{x: 1}, {y: {x: null}}, {x: 3}]}...x = [1, 3]',
        '{one: {person: {role: "a", name: "张"}}, person: {role: "b", name: "李"}}...person[role = "b"]...name = ["李"]',
        "1...a = []",
        "[2..5[.end = 5",
    ],
    "one for many and the reverse": [
        "(function(a: list<number>) a)(1) = [1]",
        "(function(a: number) a)([1]) = 1",
        '(function(a: date and time) a)(date("2024-01-01")).time offset = @"PT0S"',
    ],
}
NULL = [
    "before(null, 1)",
    'before(1, "b")',
    "before(1)",
    "includes([1..10], null)",
    'range("[3..1]")',
    'range("[..2]")',
    'range("[1+1..3]")',
    'range("[1..\\"a\\"]")',
    'range("")',
    'matches("abcc", "(c)\\\\1")',
    'matches("a", "[^]")',
    'matches("a", "[\\\\p")',
    'matches("a", "a", "g")',
    "string(abs)",
    "decimal(1, 6177)",
    "decimal(1, -6112)",
    '@"9999-12-31T23:59:59-08:00" + @"PT1H"',
    '@"10000-01-01" + @"P1D"',
    'date("12023-02-29")',
    'date("01211-12-31")',
    'date("1000000000-01-01")',
    'time("01:02:03+18:01")',
    "0 ** -1",
    "even(1.5)",
    'replace("abc", "x*", "-")',
    'replace("abc", "b", "$")',
    'split("abc", "")',
    "list replace([1, 2], function(item) true, 3)",
    "list replace([1, 2], 1.5, 3)",
]


@pytest.mark.parametrize("text", [text for texts in TRUE.values() for text in texts])
def test_what_holds_in_feel_holds_here(text):
    assert evaluate(text) is True


@pytest.mark.parametrize("text", NULL)
def test_what_has_no_answer_is_null(text):
    assert evaluate(text) is None


def test_a_scale_beyond_the_digits_changes_nothing():
    assert evaluate("decimal(1.25, 6176)") == D("1.25")
    assert evaluate("floor(1.25, 5)") == D("1.25")


def test_a_result_is_rounded_once():
    assert evaluate("stddev(1, 1, 1.5)") == D("0.2886751345948128822545743902509787")


def test_ranges_of_dates_read_from_text_give_dates():
    assert evaluate('range("[@\\"2024-01-31\\"..@\\"2024-02-01\\"]").start') == date(2024, 1, 31)
