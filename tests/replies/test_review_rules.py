"""Every rule of the review, in every language, on sentences that it must find and near misses that it must not."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.vocabulary import Principle, Reason, ReplyKind, Severity
from replies.brief import Brief
from replies.review import review
from replies.rules_file import CASES, RULES, available_languages, rules_for

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
FOLDER = Path(__file__).parent
EXAMPLES = {path.stem[-2:]: tomllib.loads(path.read_text("utf-8")) for path in FOLDER.glob("review_examples_*.toml")}


def brief_of(language: str, changes: dict[str, object]) -> Brief:
    facts: dict[str, object] = {
        "kind": "decline",
        "company": "Acme GmbH",
        "role": "Data Engineer",
        "contact_name": "Dr. Ada Lovelace",
        "sender_name": "Ben Moore",
        "reason": "undisclosed",
        "language": language,
        **changes,
    }
    facts["kind"] = ReplyKind(str(facts["kind"]))
    facts["reason"] = Reason(str(facts["reason"]))
    facts["other_companies"] = tuple(facts.get("other_companies", ()))
    return Brief(**{key: value if value != "" else None for key, value in facts.items()})


def examples(verdict: str) -> Iterator[object]:
    for language, book in sorted(EXAMPLES.items()):
        for rule, block in book["rules"].items():
            for part in (block, *block.get("more", ())):
                frame = book["frames"][part.get("frame", "decline")]
                for index, sentence in enumerate(part.get(verdict, ())):
                    text = frame.replace("{}", sentence)
                    brief = brief_of(language, part.get("brief", {}))
                    yield pytest.param(rule, text, brief, id=f"{language}-{rule}-{brief.kind}-{index}-{sentence[:30]}")


@pytest.mark.parametrize(("rule", "text", "brief"), list(examples("bad")))
def test_a_rule_finds_what_it_is_for(rule: str, text: str, brief: Brief):
    findings = review(text, brief, now=NOW)
    assert rule in {found.rule for found in findings}
    for found in findings:
        assert found.excerpt == text[found.start : found.end]


@pytest.mark.parametrize(("rule", "text", "brief"), list(examples("good")))
def test_a_rule_leaves_a_near_miss_alone(rule: str, text: str, brief: Brief):
    hits = [(found.rule, found.excerpt) for found in review(text, brief, now=NOW) if found.rule == rule]
    assert hits == []


@pytest.mark.parametrize("language", available_languages())
def test_every_rule_has_four_examples_on_each_side(language: str):
    rules = EXAMPLES[language]["rules"]
    assert set(rules) == set(RULES)
    for rule, block in rules.items():
        parts = (block, *block.get("more", ()))
        for verdict in ("bad", "good"):
            assert sum(len(part.get(verdict, ())) for part in parts) >= 4, (rule, verdict)


@pytest.mark.parametrize("language", available_languages())
def test_every_why_names_one_of_the_four_principles(language: str):
    rules = rules_for(language)
    assert set(rules.principles) == set(Principle)
    for case, (severity, principle) in CASES.items():
        assert isinstance(severity, Severity)
        assert rules.principles[principle] in rules.wordings[case].why
        assert rules.wordings[case].why.endswith(".")
        assert rules.wordings[case].suggestion
