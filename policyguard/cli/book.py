"""`policyguard rules` and `policyguard explain`: what is said of the rules themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import click

from policyguard.cli.exits import Exit, worst
from policyguard.cli.options import chosen, format_option, packs_option, select_option
from policyguard.cli.output import style_for, write
from policyguard.errors import RuleError
from policyguard.examples import Outcome, outcomes, with_examples
from policyguard.in_force import RulesInForce
from policyguard.render.rule_json import render_book_json, render_rule_json
from policyguard.render.rule_text import render_book, render_rule
from policyguard.report import Override
from policyguard.rules import Rule, builtin_rules
from policyguard.rules.analysis import flaws
from policyguard.rules.pack import Pack
from policyguard.rules.suggest import unknown

# Both engines agree on every input; this one costs nothing to set up.
_ENGINE = "portable"


@click.command()
@click.argument("folders", nargs=-1, metavar="[DIR]...")
@packs_option
@select_option
@click.option(
    "--check",
    "checking",
    is_flag=True,
    help="Say what is wrong with the rules: words that no rule may use; rules that never match, "
    "always match, or add nothing to others. Exit status 2 if they cannot be read, 1 if a rule "
    "is wrong beside the others.",
)
@click.option(
    "--test",
    "testing",
    is_flag=True,
    help="Run the examples of the rules and say which come to something else than they expect, and "
    "where they stand; exit status 1 if one does.",
)
@format_option
def rules(
    *,
    folders: tuple[str, ...],
    packs: tuple[str, ...],
    select: str | None,
    checking: bool,
    testing: bool,
    output_format: str,
) -> Exit:
    """List the rule book; with --check or --test, say what is wrong with it.

    With DIR, speak of the rules of the packs in these directories alone; --rules DIR adds
    packs to the built-in book instead.
    """
    if folders and packs:
        raise click.UsageError("give packs as DIR or by --rules, not both")
    if (checking or testing) and output_format != "text":
        raise click.UsageError("--format is of the list; --check and --test print text")
    if checking and (mistakes := list(_mistakes(folders or packs))):
        _print(mistakes)
        return Exit.UNUSABLE
    loaded = [Pack.load(folder) for folder in folders or packs]
    whole = RulesInForce(loaded, _ENGINE).rules
    book = [rule for pack in loaded for rule in pack.rules] if folders else whole
    keep = chosen(book, select)
    kept = [rule for rule in book if keep(rule.id)]
    if checking or testing:
        checked = _check(kept, whole) if checking else Exit.CLEAN
        return worst(checked, _test(kept, loaded) if testing else Exit.CLEAN)
    _list(kept, [one for one in _overrides(loaded) if keep(one.rule)], output_format)
    return Exit.CLEAN


@click.command()
@click.argument("rule", metavar="ID")
@packs_option
@format_option
def explain(*, rule: str, packs: tuple[str, ...], output_format: str) -> Exit:
    """Say all there is to know of the rule ID: what, why, when, and how to fix it.

    What it says of its examples is computed on the spot.
    """
    loaded = [Pack.load(folder) for folder in packs]
    # One that a pack switches off can be explained too.
    book = {each.id: each for each in (*builtin_rules(), *RulesInForce(loaded, _ENGINE).rules)}
    id_ = rule.upper()
    if id_ not in book:
        raise click.UsageError(unknown("rule", id_, book))
    (found,) = with_examples([book[id_]])
    override = next((one for one in _overrides(loaded) if one.rule == id_), None)
    said = list(outcomes([found], _ENGINE))
    if output_format == "json":
        write(render_rule_json(found, said, override))
    else:
        write(render_rule(found, said, override, style_for(None)))
    return Exit.CLEAN


def _list(book: Sequence[Rule], overrides: Sequence[Override], output_format: str) -> None:
    if output_format == "json":
        write(render_book_json(book, overrides))
    else:
        write(render_book(book, overrides, style_for(None)))


def _overrides(packs: Iterable[Pack]) -> Iterator[Override]:
    return (override for pack in packs for override in pack.overrides)


def _mistakes(folders: Iterable[str]) -> Iterator[str]:
    """What is wrong with each pack that cannot be read."""
    for folder in folders:
        try:
            Pack.load(folder)
        except RuleError as error:
            yield str(error)


def _check(kept: Sequence[Rule], whole: Sequence[Rule]) -> Exit:
    """Print every flaw that some rules have in a whole book, or that there is none."""
    ids = {rule.id for rule in kept}
    found = [str(flaw) for flaw in flaws(whole) if not ids.isdisjoint(flaw.rules)]
    _print(found or [f"{_count(kept, 'rule')}: nothing wrong"])
    return Exit.FAILS if found else Exit.CLEAN


def _test(kept: Sequence[Rule], packs: Sequence[Pack]) -> Exit:
    """Print every example that comes to something else, and how many there are."""
    said = list(outcomes(with_examples(kept), _ENGINE))
    mistaken = [_placed(outcome, packs) for outcome in said if outcome.is_mistaken]
    summary = f"{_count(kept, 'rule')}, {_count(said, 'example')}: "
    _print([*mistaken, summary + (f"{len(mistaken)} mistaken" if mistaken else "all as expected")])
    return Exit.FAILS if mistaken else Exit.CLEAN


def _placed(outcome: Outcome, packs: Iterable[Pack]) -> str:
    """An outcome, and where its example stands if that is in a pack."""
    places = (pack.place_of(outcome.rule, f"/examples/{outcome.number}") for pack in packs)
    return ": ".join((*[place for place in places if place], str(outcome)))


def _count(things: Sequence[object], name: str) -> str:
    return f"{len(things)} {name}{'' if len(things) == 1 else 's'}"


def _print(lines: Sequence[str]) -> None:
    write("".join(f"{line}\n" for line in lines))
