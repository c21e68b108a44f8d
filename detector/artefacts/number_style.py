"""Numbers, dates, times and amounts written as another language writes them.

Bad:  It cost 3,5 million at 20.30 o'clock on 15. August, said 12 thousand people.
Good: It cost 3.5 million at 8:30 p.m. on 15 August, said 12,000 people.

Deliberately missed: a decimal comma without a unit, which may be a list or a citation; "the year 2019", which native speakers
write more often than engines; several orders of day and month in one text, which come from quotation. A text that writes both
3,5 and 3.5 needs no rule of its own: its 3,5 is found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from detector.document import Document
from detector.model import Finding, Tokens
from detector.rulebook import Rules


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    tokens = document.tokens
    for word, places in document.words.items():
        if word[0] in "0123456789":
            checks = [check for shape, check in _SHAPES if shape.fullmatch(word)]
            for i in places:
                yield from next(filter(None, (check(tokens, i, rules) for check in checks)), ())
    for sign in rules.words("signs") & document.words.keys():
        for i in document.words[sign]:
            yield from _sign(tokens, i, rules)
    for i in [*document.words.get("century", ()), *document.words.get("centuries", ())]:
        yield from _century(tokens, i, rules)


_EXPONENTS = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_CURRENCY = frozenset("€$£¥")


def _found(tokens: Tokens, rules: Rules, rule: str, first: int, last: int, write: str | None = None) -> list[Finding]:
    text = "".join(tokens.text[k] + " " * (not tokens.glued(k)) for k in range(first, last + 1)).strip()
    return [rules[rule].finding(tokens.span(first, last), *filter(None, [write]), text=text, write=write or "")]


def _value(number: str) -> Decimal:
    """What a number says; a comma before anything but three digits is a decimal one."""
    return Decimal(_COMMA.sub(".", number).replace(",", ""))


def _written(value: Decimal) -> str | None:
    """A large number in words, such as 2.35 million, unless it has too many digits for that."""
    for name in ("trillion", "billion", "million"):
        if value >= 10 ** _EXPONENTS[name]:
            number = value.scaleb(-_EXPONENTS[name]).normalize()
            exponent = number.as_tuple().exponent
            return f"{number:,f} {name}" if isinstance(exponent, int) and exponent >= -3 else None
    return f"{value.normalize():,f}" if value == value.to_integral_value() else None


def _counted(tokens: Tokens, i: int, rules: Rules) -> list[Finding]:
    """A number before "thousand", "million" and the like."""
    lower, number, scale = tokens.lower, tokens.text[i], tokens.text[i + 1]
    for rule in ("abbreviation", "wire-abbreviation"):
        written = rules[rule].data["written"].get(scale)
        if written:
            return _found(tokens, rules, rule, i, i + 1, f"{_value(number):,f} {written}")
    singular = scale.removesuffix("s")
    if (singular not in _EXPONENTS and scale != "hundred") or (lower[i + 2] == "-" and tokens.glued(i + 1)):  # million-dollar
        return []
    bare = number.isdigit() and len(number) == 4 and number[:2] in ("19", "20")
    if (bare and lower[i - 1] in rules.words("before_year")) or lower[i - 1] in rules.words("months"):
        return []
    if scale != singular:
        clock = lower[i - 1] in ("at", "on", "by", "the", "until")  # On the 4th, or at 9, thousands came
        return [] if clock else _found(tokens, rules, "plural", i, i + 1, f"{number} {singular}")
    value = _value(number) * 10 ** _EXPONENTS.get(scale, 2)
    if lower[i + 2] in _EXPONENTS and scale in ("thousand", "hundred"):  # "million million" is old-fashioned English
        return _found(tokens, rules, "scales", i, i + 2, _written(value * 10 ** _EXPONENTS[lower[i + 2]]))
    return [] if scale == "hundred" else _split(tokens, i, value, rules) or _large(tokens, i, value, rules)


def _split(tokens: Tokens, i: int, value: Decimal, rules: Rules) -> list[Finding]:
    """2 billion 300 million; with "and", only where the currency stands for both."""
    lower, at = tokens.lower, i + 2
    if lower[at] == "and" and lower[i - 1] in _CURRENCY:
        at += 1
    if not _NUMBER.fullmatch(lower[at]) or _EXPONENTS.get(lower[at + 1], 99) > _EXPONENTS[lower[i + 1]]:
        return []
    if at > i + 2 and lower[at + 2].isalpha():  # It cost $2 billion and 300 million tons of coal
        return []
    rest = _value(lower[at]) * 10 ** _EXPONENTS[lower[at + 1]]
    whole = rest < 10 ** _EXPONENTS[lower[i + 1]] and "." not in tokens.text[i]  # else the engine mistook a number
    return _found(tokens, rules, "split", i, at + 1, _written(value + rest) if whole else None)


def _large(tokens: Tokens, i: int, value: Decimal, rules: Rules) -> list[Finding]:
    """10,000 million, 12 thousand. Company reports do write $10,000 million, geologists 3,500 million years."""
    before, scale = tokens.lower[i - 1], tokens.text[i + 1]
    if "." not in tokens.text[i] and value >= 10 ** (_EXPONENTS[scale] + 3):
        usual = before in _CURRENCY | rules.words("codes") or tokens.lower[i + 2] in rules.words("in_millions")
        return [] if usual else _found(tokens, rules, "scales", i, i + 1)  # which of the two is wrong only the source says
    if scale != "thousand":
        return []
    ranged = before in rules.words("range") and tokens.lower[i - 2][:1].isdigit()  # 10 to 12 thousand
    return _found(tokens, rules, "thousand", i, i + 1, None if ranged else _written(value))


def _decimal_comma(tokens: Tokens, i: int, rules: Rules) -> list[Finding]:
    before, after, number = tokens.lower[i - 1], tokens.lower[i + 1], tokens.text[i]
    priced = before in _CURRENCY and len(number.split(",")[1]) == 2
    if not (priced or after in rules.words("units")) or before in rules.words("months") or before in {"[", ",", "&"}:
        return []
    return _found(tokens, rules, "decimal-comma", i, i, number.replace(",", "."))


def _dots(tokens: Tokens, i: int, rules: Rules) -> list[Finding]:
    """12.000 people, € 1.000, 1.234.567: what cannot be a fraction, a version or an address."""
    before, after, number = tokens.lower[i - 1], tokens.lower[i + 1], tokens.text[i]
    first, *groups = number.split(".")
    if before in rules.words("before_version") or after in _EXPONENTS:
        return []
    if after in rules.words("range") and tokens.lower[i + 2][:1].isdigit():
        after = tokens.lower[i + 3]  # 12.000 to 15.000 people
    money = (before in _CURRENCY or before in rules.words("codes")) and after not in {"per", "a", "an", "/"}
    people = after in rules.words("countable")
    if len(groups) == 1:
        sure = (people and (len(first) > 1 or groups == ["000"])) or (money and groups == ["000"])
    else:
        sure = people or money or (len(groups) == 2 and len(first) < 3)
    return _found(tokens, rules, "dot-groups", i, i, number.replace(".", ",")) if sure else []


def _blanks(tokens: Tokens, i: int, rules: Rules) -> list[Finding]:
    """30 000 crowns, and the other groups."""
    last, before = i, tokens.lower[i - 1]
    while last < i + 4 and _GROUP.fullmatch(tokens.text[last + 1]) and tokens.start[last + 1] == tokens.end[last] + 1:
        last += 1
    counts = tokens.lower[last + 1] in rules.words("countable") or tokens.lower[last + 1] in rules.words("codes")
    if last == i or not counts or before[:1].isdigit() or before in rules.words("months") or before in {"+", "-"}:
        return []
    return _found(tokens, rules, "blank-groups", i, last, ",".join(tokens.text[i : last + 1]))


def _date(tokens: Tokens, i: int, rules: Rules) -> list[Finding]:
    day, month, year = tokens.text[i].split(".")
    name: str = rules.data["month_names"][int(month) - 1]
    if tokens.lower[i - 1] in rules.words("before_version"):
        return []
    return _found(tokens, rules, "date-dots", i, i, f"{int(day)} {name} {year}")


def _ordinal_date(tokens: Tokens, i: int, rules: Rules) -> list[Finding]:
    """on 15. August, 8. December 1991; but not "page 4. May I", where a sentence ends."""
    if tokens.lower[i + 1] != "." or not tokens.glued(i) or tokens.text[i + 2] not in rules.data["month_names"]:
        return []
    before = tokens.lower[i - 2] if tokens.lower[i - 1] == "," else tokens.lower[i - 1]
    dated = _YEAR.fullmatch(tokens.lower[i + 3]) and (tokens.text[i - 1].islower() or tokens.lower[i - 1] == ",")
    dated = dated and before not in rules.words("range") | rules.words("before_version")  # cut to 12. March 2020 brought ...
    if not dated and before not in rules.words("before_day"):
        return []
    return _found(tokens, rules, "ordinal-date", i, i + 2, f"{tokens.text[i]} {tokens.text[i + 2]}")


def _clock(tokens: Tokens, i: int, rules: Rules) -> list[Finding]:
    match = _TIME.fullmatch(tokens.lower[i])
    hour, minute = (int(match[1]), match[2] or "") if match else (99, "")
    clock = tokens.lower[i + 1] == "o'clock" and (hour > 12 or minute)
    start = "h" in tokens.lower[i] and minute and (hour > 12 or tokens.lower[i - 1] == "at")  # 2h30 may be how long it took
    if hour > 24 or not (clock or start):
        return []
    half = " p.m." if 12 <= hour < 24 else " a.m." if hour % 24 == 0 else ""  # 9.30 may be either
    shown = f"{(hour - 1) % 12 + 1}{':' * bool(minute)}{minute}"
    return _found(tokens, rules, "clock", i, i + bool(clock), shown + half)


def _bare_day(tokens: Tokens, i: int, rules: Rules) -> list[Finding]:
    """said on the 25th that ...: the month is named nowhere near."""
    lower, after = tokens.lower, tokens.lower[i + 1]
    if lower[i - 1] != "the":
        return []
    local = lower[i + 1 : i + 3] == ["local", "time"] or lower[i + 1 : i + 4] == ["(", "local", "time"]
    said = lower[i - 2] == "on" and (after == "that" or after in rules.words("after_day"))
    said = said and not rules.words("sayings").isdisjoint(lower[max(i - 5, 0) : i - 2])
    opening = tokens.text[i - 2] == "On" and after == ","
    if not (local or said or opening) or not rules.words("months").isdisjoint(lower[max(i - 40, 0) : i + 12]):
        return []
    if opening and not rules.words("golf").isdisjoint(lower[max(i - 40, 0) : i + 40]):
        return []
    return _found(tokens, rules, "bare-day" if local or said else "bare-day-opening", i - 1, i)


def _counted_date(tokens: Tokens, i: int, rules: Rules) -> list[Finding]:
    """in 2019 year; 2022 year 12 month; 12 month 15 day."""
    lower = tokens.lower
    unit, number, then = lower[i + 1 : i + 4] if len(lower) > i + 3 else ["", "", ""]
    if unit == "year" and _YEAR.fullmatch(lower[i]):
        counted = number.isdigit() and then == "month"
        if counted or (lower[i - 1] in rules.words("before_year") and number in rules.words("after_year")):
            return _found(tokens, rules, "counted-date", i, i + 1, lower[i])
    if unit == "month" and then == "day" and number.isdigit() and 0 < int(lower[i]) < 13 and 0 < int(number) < 32:
        name = rules.data["month_names"][int(lower[i]) - 1]
        if lower[i - 1] not in rules.words("articles"):  # a 6 month 10 day trip
            return _found(tokens, rules, "counted-date", i, i + 3, f"{number} {name}")
    return []


def _sign(tokens: Tokens, i: int, rules: Rules) -> list[Finding]:
    sign, before, after = tokens.text[i], tokens.lower[i - 1], tokens.lower[i + 1]
    if sign in ("№", "°", "nº"):
        first = i - 1 if sign == "°" else i
        small = sign == "№" or tokens.text[first] in ("n", "nº")  # Chanel N° 5 is a name
        return _found(tokens, rules, "number-sign", first, i, "No.") if small and after[:1].isdigit() else []
    if after[:1].isdigit() and sign != "%":
        return [] if tokens.glued(i) else _found(tokens, rules, "currency-blank", i, i + 1, sign + tokens.text[i + 1])
    if not _NUMBER.fullmatch(before) or tokens.text[i - 2] in _CURRENCY or after[:1].isdigit():
        return []
    if sign == "%":
        return [] if tokens.glued(i - 1) else _found(tokens, rules, "percent-blank", i - 1, i, before + "%")
    return [] if sign == "$" else _found(tokens, rules, "currency-after", i - 1, i, sign + before)  # native reviews have 1$


def _century(tokens: Tokens, i: int, rules: Rules) -> list[Finding]:
    """XIX century, XIX-XX centuries; after a capital the numeral is part of a name."""
    first = i - 3 if tokens.text[i - 2] in {"-", "–", "—"} and _ROMAN.fullmatch(tokens.text[i - 3]) else i - 1
    match = _ROMAN.fullmatch(tokens.text[i - 1])
    if match is None or not tokens.text[i].islower() or tokens.text[first - 1][:1].isupper():
        return []
    return _found(tokens, rules, "roman-century", first, i)


_NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,3})?|[0-9]{1,7}(?:[.,][0-9]{1,4})?")
_COMMA = re.compile(r",(?![0-9]{3}(?![0-9]))")
_GROUP = re.compile(r"[0-9]{3}")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_ROMAN = re.compile(r"(?=[IVX]{2})(X{0,2})(IX|IV|V?I{0,3})(?:th|st|nd|rd)?")
_TIME = re.compile(r"([0-9]{1,2})(?:[.:h]([0-5][0-9])h?)?")
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_Check = Callable[[Tokens, int, Rules], list[Finding]]
# Of the checks whose shape a number has, the first that finds something has it.
_SHAPES: list[tuple[re.Pattern[str], _Check]] = [
    (_NUMBER, _counted),
    (re.compile(r"[0-9]{1,3},[0-9]{1,2}"), _decimal_comma),
    (re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,4}"), _dots),
    (re.compile(r"[1-9][0-9]{0,2}"), _blanks),
    (re.compile(_DAY + r"\.(?:0?[1-9]|1[0-2])\.(?:19|20)[0-9]{2}"), _date),
    (re.compile(_DAY), _ordinal_date),
    (_TIME, _clock),
    (re.compile(_DAY + r"(?:st|nd|rd|th)"), _bare_day),
    (re.compile(r"(?:19|20)[0-9]{2}|[0-9]{1,2}"), _counted_date),
]
