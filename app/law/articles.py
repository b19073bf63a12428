"""Articles of law as data: what the office cites, found by number, by words or in a text, and written as papers print it.

Read from ``data/articles.yaml``. An article is known by its id (``aqscf-2021-41-2``); a statute has one entry for each of
its versions. Pure: no database, no clock.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import combinations, pairwise
from pathlib import Path

import cn2an
import yaml

from app.core.yaml_file import read_yaml

ARTICLES_FILE = Path(__file__).with_name("data") / "articles.yaml"
KINDS = {"duty": "行为义务", "penalty": "法律责任", "procedure": "执法程序"}
CONFIDENCE = ("H", "M", "L")
AT = re.compile(r"(?P<article>[1-9]\d*)(z(?P<insert>[1-9]\d*))?(-(?P<paragraph>\d+)(-(?P<item>[1-9]\d*))?)?")
ONE_SENTENCE = re.compile(r"[^。\n]{4,60}。")
COUNTRY = "中华人民共和国"
DIGITS = "〇一二三四五六七八九十百零两"
NUMBER = rf"\s*(?:\d+|[{DIGITS}]+)\s*"
REFERENCE = (
    rf"第(?P<article>{NUMBER})条(?:之(?P<insert>{NUMBER}))?(?:第(?P<paragraph>{NUMBER})款)?"
    rf"(?:第[（(]?(?P<item>{NUMBER})[)）]?项)?"
)
ANOTHER_LAW = re.compile("法|条例|规定|办法|解释|标准")
BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
TEXT_LIMIT = 5_000


class ArticleDataError(ValueError):
    """The article file is wrong; the message (Chinese) names the entry."""


@dataclass(frozen=True)
class Statute:
    """One law in one version."""

    id: str
    name: str
    short: str
    version: str
    effective_from: date
    effective_to: date | None = None
    also: str = ""

    def covers(self, on: date) -> bool:
        return self.effective_from <= on <= (self.effective_to or date.max)

    @property
    def plain(self) -> str:
        """「安全生产法」"""
        return self.name.removeprefix(COUNTRY)

    @property
    def in_force(self) -> str:
        """「2021-09-01 起施行」, 「2014-12-01 至 2021-08-31 施行」"""
        until = f"至 {self.effective_to} " if self.effective_to else "起"
        return f"{self.effective_from} {until}施行"


@dataclass(frozen=True)
class Article:
    """One article, paragraph or item. `says`: our own sentence on it, never the text of the law."""

    statute: Statute
    at: str
    kind: str
    says: str
    confidence: str = "H"

    @property
    def id(self) -> str:
        return f"{self.statute.id}-{self.at}"

    @cached_property
    def numbers(self) -> tuple[int, int, int, int]:
        """(article, 之, paragraph, item); 0 = not named"""
        found = AT.fullmatch(self.at)
        return tuple(int(found[name] or 0) for name in ("article", "insert", "paragraph", "item"))

    @property
    def number(self) -> str:
        """「第四十一条第二款」, 「第九十九条第（三）项」"""
        article, insert, paragraph, item = self.numbers
        words = f"第{_chinese(article)}条" + (f"之{_chinese(insert)}" if insert else "")
        return (
            words + (f"第{_chinese(paragraph)}款" if paragraph else "") + (f"第（{_chinese(item)}）项" if item else "")
        )

    @property
    def short(self) -> str:
        """「安法 第41条第2款」"""
        article, insert, paragraph, item = self.numbers
        words = f"{self.statute.short} 第{article}条" + (f"之{_chinese(insert)}" if insert else "")
        return words + (f"第{paragraph}款" if paragraph else "") + (f"第{item}项" if item else "")

    @property
    def is_verified(self) -> bool:
        return self.confidence == "H"


@dataclass(frozen=True)
class Articles:
    """Everything the file holds, in its order."""

    by_id: Mapping[str, Article]
    statutes: tuple[Statute, ...]
    notice: str

    @cached_property
    def by_place(self) -> dict[tuple[str, tuple[int, ...]], Article]:
        return {(article.statute.id, article.numbers): article for article in self.by_id.values()}

    @cached_property
    def names(self) -> dict[str, list[Statute]]:
        """{name as texts write it: its versions}"""
        found: dict[str, list[Statute]] = {}
        for statute in self.statutes:
            for name in {statute.name, statute.plain, statute.short, statute.also} - {""}:
                found.setdefault(name, []).append(statute)
        return found

    @cached_property
    def token(self) -> re.Pattern:
        """A law's name or a numbered reference. An abbreviation counts only where a word begins (not 「治安管理处罚法」)."""
        shorts = {statute.short for statute in self.statutes} - {statute.plain for statute in self.statutes}
        names = sorted(self.names.keys() - shorts, key=len, reverse=True)
        brief = "|".join(map(re.escape, sorted(shorts, key=len, reverse=True)))
        whole = "|".join(map(re.escape, names))
        return re.compile(rf"《(?P<quoted>[^》]*)》|(?P<name>{whole}|(?<![\u4e00-\u9fff])(?:{brief}))|{REFERENCE}")


# --- reading the file -----------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def load_articles() -> Articles:
    """The articles the product ships with."""
    return read_articles(ARTICLES_FILE.read_text(encoding="utf-8"))


def read_articles(text: str) -> Articles:
    """Parse and check an article file.

    Raises: ArticleDataError: names the entry and what is wrong with it
    """
    try:
        data = read_yaml(text)
        entries, notice = data["statutes"], data["meta"]["notice"]
        read = [(_statute(entry), entry) for entry in entries]
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise ArticleDataError(f"条款文件读不懂：{error}") from error
    _check_versions([statute for statute, _ in read])
    by_id: dict[str, Article] = {}
    for statute, entry in read:
        for article in _articles(statute, entry):
            if article.id in by_id:
                raise ArticleDataError(f"条款 {article.id} 写了两次")
            by_id[article.id] = article
    return Articles(by_id, tuple(statute for statute, _ in read), notice)


def _statute(entry: dict) -> Statute:
    facts = {name: value for name, value in entry.items() if name not in KINDS}
    statute = Statute(**facts)
    days = (statute.effective_from, statute.effective_to or date.max)
    if not re.fullmatch(r"[a-z]+-\d{4}", statute.id) or not all(type(day) is date for day in days) or days[0] > days[1]:
        raise ArticleDataError(f"法律 {statute.id}：id 写作“名-年”，施行日期写作 YYYY-MM-DD，止日不早于起日")
    return statute


def _articles(statute: Statute, entry: dict) -> Iterable[Article]:
    for kind in KINDS:
        for row in entry.get(kind) or []:
            if not isinstance(row, dict) or {"at", "says"} - row.keys() or row.keys() - {"at", "says", "confidence"}:
                raise ArticleDataError(f"法律 {statute.id}：每一条应写 at、says，可写 confidence")
            article = Article(statute, kind=kind, **row)
            _check_article(article)
            yield article


def _check_article(article: Article) -> None:
    problems = [
        (not isinstance(article.at, str) or not AT.fullmatch(article.at), "at 应写作 “条-款-项”，例如 41-2、99-0-3"),
        (
            not isinstance(article.says, str) or not ONE_SENTENCE.fullmatch(article.says),
            "says 应是一句话，不超过 60 个字",
        ),
        (article.confidence not in CONFIDENCE, f"confidence 应是 {'、'.join(CONFIDENCE)} 之一"),
    ]
    for wrong, why in problems:
        if wrong:
            raise ArticleDataError(f"条款 {article.statute.id}-{article.at}：{why}")


def _check_versions(statutes: Sequence[Statute]) -> None:
    for one, other in combinations(statutes, 2):
        if one.id == other.id:
            raise ArticleDataError(f"法律 {one.id} 写了两次")
    for name in {statute.name for statute in statutes}:
        same = sorted((each for each in statutes if each.name == name), key=lambda each: each.effective_from)
        for earlier, later in pairwise(same):
            if (earlier.effective_to or date.max) >= later.effective_from:
                raise ArticleDataError(f"法律 {earlier.id} 与 {later.id} 的施行期间重叠")


# --- questions ------------------------------------------------------------------------------------------------------


def articles(ids: Iterable[str]) -> list[Article]:
    """The articles of these ids, in their order; ids nobody knows are left out."""
    known = load_articles().by_id
    return [known[one] for one in ids if one in known]


def citation(chosen: Sequence[str] | str | None) -> str:
    """What papers print: 「《中华人民共和国安全生产法》第三十六条第二款、第九十九条第（三）项」.

    Args: chosen: article ids; text (of a form from before articles were picked) stays as it is
    """
    if not chosen or isinstance(chosen, str):
        return chosen or ""
    by_law: dict[str, list[str]] = {}
    for article in articles(chosen):
        by_law.setdefault(article.statute.name, []).append(article.number)
    return "、".join(f"《{name}》{'、'.join(numbers)}" for name, numbers in by_law.items())


def find_articles(words: str, on: date | None = None) -> list[Article]:
    """Articles by number (「41」, 「第四十一条」, 「安法 41 2」) and words (「隐患排查」); exact numbers first.

    Args: on: only what was in force that day
    """
    terms = re.findall(r"\d+|[^\d\s]+", _in_digits(words))
    numbers, texts = [term for term in terms if term.isdigit()], [term for term in terms if not term.isdigit()]
    found = [
        article for article in load_articles().by_id.values()
        if (on is None or article.statute.covers(on)) and _has_numbers(article, numbers) and _has_words(article, texts)
    ]  # fmt: skip
    return sorted(found, key=lambda article: bool(numbers) and str(article.numbers[0]) != numbers[0])


def parts(text: str, on: date | None = None, chosen: Sequence[str] = ()) -> list[tuple[str, Article | None]]:
    """A text cut at its references, so that a page can make each of them open: [(words, article or None)].

    「行政处罚法第57条、第63条（待核）」 → 「行政处罚法第57条」, 「、」, 「第63条」, 「（待核）」. A reference finer than what is
    known gives the article above it; one of another law or of an unknown article stays words.

    Args: on: which version an undated name means, None: the newest; chosen: ids the text was made of, these decide first
    """
    text, found, at = text[:TEXT_LIMIT], [], 0
    meant = {article.statute for article in articles(chosen)}
    for start, end, article in _references(text, on, meant):
        if article is not None:
            found += [(text[at:start], None), (text[start:end], article)]
            at = end
    return [part for part in [*found, (text[at:], None)] if part[0]]


def cited(text: str, on: date | None = None) -> list[Article]:
    """The known articles a text refers to, each once, in the order of the text."""
    return list(dict.fromkeys(article for _, article in parts(text, on) if article is not None))


def _references(text: str, on: date | None, meant: set[Statute]) -> Iterable[tuple[int, int, Article | None]]:
    """(start, end, article) of every numbered reference; the law's name belongs to the first one after it."""
    book = load_articles()
    law, begin, last = [], None, 0
    for token in book.token.finditer(text):
        gap = text[last : token.start()]
        if token["article"] is None:
            law, begin = book.names.get((token["quoted"] or token["name"] or "").strip(), []), token.start()
        else:
            if ANOTHER_LAW.search(BRACKETS.sub("", gap).replace("的规定", "").replace("依法", "")):
                law, begin = [], None
            statute = _version(law, gap if begin is not None else "", on, meant)
            law = [statute] if statute else []
            start = begin if begin is not None and statute else token.start()
            yield start, token.end(), statute and _nearest(book, statute, _numbers(token))
            begin = None
        last = token.end()


def _version(law: list[Statute], gap: str, on: date | None, meant: set[Statute]) -> Statute | None:
    """The version the text names (「（1996）」; one we do not have is no version), else that of the day, else the newest."""
    if years := re.findall(r"(?<!\d)\d{4}(?!\d)", "".join(BRACKETS.findall(gap))):
        return next((statute for statute in law if statute.version in years), None)
    if picked := meant.intersection(law):
        return max(picked, key=lambda statute: statute.effective_from)
    newest = max(law, key=lambda statute: statute.effective_from, default=None)
    return next((statute for statute in law if on and statute.covers(on)), newest)


def _nearest(book: Articles, statute: Statute, numbers: tuple[int, int, int, int]) -> Article | None:
    article, insert, paragraph, item = numbers
    for place in ((article, insert, paragraph, item), (article, insert, paragraph, 0), (article, insert, 0, 0)):
        if found := book.by_place.get((statute.id, place)):
            return found
    return None


def _numbers(token: re.Match) -> tuple[int, int, int, int]:
    return tuple(_number(token[name]) for name in ("article", "insert", "paragraph", "item"))


def _number(words: str | None) -> int:
    words = (words or "0").strip()
    if words.isdigit():
        return int(words[:6])
    try:
        return int(cn2an.cn2an(words, "smart"))
    except ValueError:
        return 0


def _chinese(number: int) -> str:
    return cn2an.an2cn(number, "low")


def _in_digits(words: str) -> str:
    """「第四十一条第（二）项」 → 「 41  2 」; other words stay."""
    words = re.sub(rf"第?[（(]?([{DIGITS}]+)[)）]?(?=[条款项])", lambda found: f" {_number(found[1])}", words)
    return re.sub(r"第\s*(?=\d)|(?<=\d)\s*[条款项]|[《》（）()、，,]", " ", words)


def _has_numbers(article: Article, numbers: list[str]) -> bool:
    """The first number begins the article's; the others are its paragraph and item."""
    if not numbers:
        return True
    first, *rest = numbers
    own = [str(number) for number in article.numbers[1:] if number]
    return str(article.numbers[0]).startswith(first) and all(number in own for number in rest)


def _has_words(article: Article, texts: list[str]) -> bool:
    statute = article.statute
    searched = f"{statute.name}{statute.short}{article.says}{article.number}{statute.version}"
    return all(text in searched for text in texts)
