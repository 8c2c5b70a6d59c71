"""What schemathesis cannot read in the OpenAPI document: values that mean something, and what is no failure.

KNOWN names a JSON file of values of the service under test; TALLY the file that is told how often each status was
answered, by operation.
"""

import atexit
import json
import os
from collections import Counter, defaultdict
from datetime import date
from itertools import count
from uuid import UUID

import schemathesis
from hypothesis import strategies as st

with open(os.environ["KNOWN"], encoding="utf-8") as file:
    KNOWN = json.load(file)

IF_MATCH = ["*", '"1"', "*", 'W/"2-8e03978e40d543dd"', "*", '"3", "4"', "*"]
TALLY = defaultdict(Counter)
NUMBERS = count()


def known_or(name, other):
    """Mostly what the service knows, else anything of that form."""
    known = KNOWN[name]
    return st.one_of(*[st.sampled_from(known)] * 3, other) if known else other


def digits(first, length):
    rest = length - len(first)
    return st.text(alphabet="0123456789", min_size=rest, max_size=rest).map(lambda text: first + text)


# The forms the document names by `format`: people type them in many ways, this is one of them.
FORMATS = {
    "iqama-number": known_or("iqamaNumbers", digits("2", 10)),
    "border-number": digits("3", 10),
    "sponsor-number": known_or("sponsorNumbers", digits("7", 10)),
    "resident": known_or("residents", digits("2", 10).map("iqama:".__add__)),
    "last-four-digits": known_or("lastFour", digits("", 4)),
    "passport-number": st.text(alphabet="ABCXYZ0123456789", min_size=3, max_size=20),
    "country-code": st.sampled_from(["IND", "UTO", "PHL", "D<<", "GBN", "XKX"]),
    "occupation-code": st.from_regex(r"\A[AB]{0,3}-?[0-9]{1,10}\Z"),
    "sadad-bill-number": known_or("billNumbers", digits("", 13)),
    "tracking-number": known_or("trackingNumbers", digits("", 12)),
}

# Days and moments of people who live now: the service takes no others, which no format tells.
FORMATS["date"] = st.dates(date(1950, 1, 1), date(2099, 12, 31)).map(date.isoformat)
FORMATS["date-time"] = FORMATS["date"].map("{}T09:30:00Z".format)
for name, strategy in FORMATS.items():
    schemathesis.openapi.format(name, strategy)

# Patterns with classes of Unicode, which Python's expressions do not have, by what their texts are.
TEXTS = {
    "latin-name": st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=30),
    "readable": st.text(alphabet="ABC abc أبج", max_size=20).map("A".__add__),
    "printed": st.text(alphabet="ABC abc 012 -_", max_size=30).map("A".__add__),
    "clean": st.text(alphabet="ABC abc 012 -_", min_size=1, max_size=30),
}
for name, strategy in TEXTS.items():
    schemathesis.openapi.format(name, strategy)


@schemathesis.hook
def before_load_schema(context, raw_schema):
    keep_own_facts(raw_schema)
    name_texts(raw_schema)


def keep_own_facts(schema):
    """A service mostly tells what is its own to tell; of what is another's one kind is enough to be refused."""
    own = KNOWN.get("factTypes", [])
    facts = schema.get("components", {}).get("schemas", {}).get("Fact", {})
    kinds = facts.get("anyOf", [])
    mine = [kind for kind in kinds if type_of(kind) in own]
    if mine:
        facts["anyOf"] = mine + [kind for kind in kinds if type_of(kind) not in own][:1]


def type_of(kind):
    return next(iter(kind.get("properties", {}).get("type", {}).get("enum", [])), None)


def name_texts(part):
    if isinstance(part, list):
        for one in part:
            name_texts(one)
    elif isinstance(part, dict):
        pattern = part.get("pattern")
        if isinstance(pattern, str) and "\\p{" in pattern:
            del part["pattern"]
            is_name = "Script=Latin" in pattern
            is_printed = "[A-Za-z0-9<]" in pattern
            other = "readable" if "L}" in pattern else "printed" if is_printed else "clean"
            part["format"] = "latin-name" if is_name else other
        for one in part.values():
            name_texts(one)


@schemathesis.hook
def before_call(context, case, kwargs):
    """Right requests go to what is there, and each is a request of its own; wrong ones stay as they were made."""
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive:
        return
    number = next(NUMBERS)
    for place, values in (("path_parameters", case.path_parameters), ("query", case.query)):
        for name, known in KNOWN[place].items():
            # Every fourth one may be anything.
            if values and name in values and known and number % 4:
                values[name] = known[number % len(known)]
    if case.headers and "Idempotency-Key" in case.headers and number % 8:
        case.headers["Idempotency-Key"] = str(UUID(int=KNOWN["run"] << 64 | number))
    if case.headers and "If-Match" in case.headers:
        case.headers["If-Match"] = IF_MATCH[number % len(IF_MATCH)]
    if case.path == "/v1/facts":
        for fact in case.body if isinstance(case.body, list) else [case.body]:
            if not isinstance(fact, dict):
                continue
            # Each service speaks for itself, of somebody: about whom a pattern tells only how it begins.
            if "source" in fact and number % 8:
                fact["source"] = f"/{KNOWN['name']}"
            if "subject" in fact:
                fact["subject"] = KNOWN["residents"][number % len(KNOWN["residents"])]


@schemathesis.hook
def after_call(context, case, response):
    TALLY[case.operation.label][response.status_code] += 1


# A cursor is ours to make up. Data without its ce- headers is no fact: in this mode they are what names it.
NO_SCHEMA_TELLS = ["cursor-unknown", "not-a-cloud-event"]


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """A reader may ask for a revision nobody has written, and give back a cursor that we never gave."""
    problem = problem_of(response)
    if response.status_code == 503:
        is_meant = problem.get("code") == "application-not-visible-yet" and "retry-after" in response.headers
        return not is_meant
    if type(failure).__name__ == "RejectedPositiveData" and response.status_code == 400:
        errors = problem.get("errors", [])
        # What a fact may be is more than formats tell (which days, which offsets): libs/contracts/facts.spec.ts.
        if problem.get("code") == "facts-not-valid":
            return False
        return not errors or any(error.get("code") not in NO_SCHEMA_TELLS for error in errors)
    return True


def problem_of(response):
    try:
        problem = response.json()
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}


@atexit.register
def write_tally():
    with open(os.environ["TALLY"], "w", encoding="utf-8") as file:
        json.dump(TALLY, file)
