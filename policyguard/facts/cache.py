"""Answers about requests, found again by what was read for them.

A question is asked of a request before an inventory. Its answer follows from what it read of the
request; asked of another request that says the same there, it has the same answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar

from policyguard.facts.footprint import Read, Token, Tokens
from policyguard.facts.reading import Notes

if TYPE_CHECKING:
    from policyguard.facts.situation import Situation

_T = TypeVar("_T")
Question: TypeAlias = Callable[["Situation"], _T]

# Bytes of requests, from which what is remembered follows: of one, and twice of all together,
# where each counts as no fewer than the least.
_LONGEST: Final = 2**18
_MOST_BYTES: Final = 2**22
_LEAST_BYTES: Final = 2**16
_MOST_FOOTPRINTS: Final = 16
_MANY_MISSES: Final = 64
# No number stands for two footprints, whoever forgot which.
_NUMBERS: Final = count()


@dataclass(frozen=True, slots=True)
class _Answer(Generic[_T]):
    value: _T
    notes: Notes
    weight: int


_Key: TypeAlias = tuple[int, tuple[Token, ...]]
_Answers: TypeAlias = dict[_Key, _Answer[Any]]


class AnswerCache:
    """The answers to all questions before one inventory; any number of threads may share it."""

    def __init__(self, _inventory: object = None) -> None:
        self._of: dict[Question[Any], _AnswersToOne] = {}

    def ask(self, question: Question[_T], case: Situation) -> _T:
        """Answer a question of a request, from memory if it has been answered for such a one."""
        answers = self._of.get(question) or self._of.setdefault(question, _AnswersToOne())
        reading = case.request
        if answers.are_not_worth_a_look():
            return question(case)
        answer = answers.find(reading.tokens)
        if answer is None:
            value, notes = reading.noted(lambda: question(case))
            answer = _Answer(value, notes, max(reading.tokens.length, _LEAST_BYTES))
            answers.keep(answer, reading.tokens)
        reading.notes.add(answer.notes)
        found: _T = answer.value
        return found


class _AnswersToOne:
    """The answers to one question, by what was read for them and what stood there.

    There is no lock: a child that is forked while another thread holds one would wait for ever.
    Each step leaves what is right, and at worst something is found anew.
    """

    def __init__(self) -> None:
        self._footprints: dict[tuple[Read, ...], int] = {}
        self._recent: _Answers = {}
        self._earlier: _Answers = {}
        self._weight = 0
        self._misses = 0

    def are_not_worth_a_look(self) -> bool:
        """Whether no answer was found for long: what reads the clone's name is always new.

        From time to time they are worth one all the same.
        """
        if self._misses < _MANY_MISSES:
            return False
        self._misses += 1
        return self._misses % _MANY_MISSES != 0

    def find(self, tokens: Tokens) -> _Answer[Any] | None:
        """The answer for a request that says what an earlier one said where that was read."""
        for footprint, number in tuple(self._footprints.items()):
            key = number, tokens.of(footprint)
            answer = self._recent.get(key)
            if answer is None:
                answer = self._earlier.get(key)
                if answer is None:
                    continue
                self._add(key, answer)
            self._misses = 0
            return answer
        self._misses += 1
        return None

    def keep(self, answer: _Answer[Any], tokens: Tokens) -> None:
        """Remember an answer, unless the request is long or cannot be compared."""
        footprint = tuple(answer.notes.reads)
        found = tokens.of(footprint)
        if None in found or tokens.length > _LONGEST:
            return
        number = self._footprints.get(footprint)
        if number is None:
            number = next(_NUMBERS)
            if len(self._footprints) >= _MOST_FOOTPRINTS:
                self._footprints = {}
            self._footprints[footprint] = number
        self._add((number, found), answer)

    def _add(self, key: _Key, answer: _Answer[Any]) -> None:
        """Add to the recent answers.

        What was asked for neither among the last so many nor among as many before is forgotten.
        """
        if self._weight + answer.weight > _MOST_BYTES:
            self._earlier, self._recent, self._weight = self._recent, {}, 0
        self._recent[key] = answer
        self._weight += answer.weight
