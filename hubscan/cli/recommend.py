"""``hubscan recommend``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hubscan.cli.options import engine_options, json_option

if TYPE_CHECKING:
    from hubscan.catalogue.live import LiveCheck
    from hubscan.recommend.results import Recommendations


@click.command(
    epilog="""\b
Examples:
  hubscan recommend "detect toxic comments" --license permissive
  hubscan recommend "German support ticket sentiment" --language de --max-params 200M
  hubscan recommend "transcribe calls" --task automatic-speech-recognition --json
  hubscan recommend "chat assistant" --memory 8GB --runtime llama.cpp --prefer energy
  hubscan recommend "sort support tickets" --queries 1e6 --country Germany
"""
)
@click.argument("need")
@click.option("--task", help="The pipeline tag, instead of the one inferred from the words.")
@click.option("--license", help="A licence id, or a class: permissive, copyleft, any.")
@click.option("--language", help="A language the model must list: de, deu, German.")
@click.option("--library", help="The library that loads it: transformers, timm, spacy.")
@click.option("--format", help="A format of its weights: safetensors, gguf, onnx.")
@click.option("--max-params", metavar="SIZE", help="The largest size: 66M, 1.5B.")
@click.option("--max-memory-gb", metavar="SIZE", help="The most memory for weights: 0.5, 500MB.")
@click.option("--max-age", metavar="AGE", help="Modified at most this long ago: 90d, 6m, 2y.")
@click.option("--author", help="The user or organisation that published it.")
@click.option("--device", help="What it runs on: cpu, or an accelerator such as 'RTX 3060'.")
@click.option("--memory", metavar="SIZE", help="Memory that its weights must fit in: 8GB.")
@click.option("--context", type=int, help="The least context length, in tokens.")
@click.option("--runtime", help="What loads it: transformers, llama.cpp, onnx, vllm.")
@click.option(
    "--allow", multiple=True, help="Let in: uncensored, gated, unlicensed, fixture (for tests)."
)
@click.option(
    "--prefer",
    default="balanced",
    show_default=True,
    help="What decides between equals: balanced, relevance, energy, size.",
)
@click.option("--queries", type=float, help="Add the verdict for so many: reuse, adapt or train.")
@click.option("--country", help="The grid of the verdict: Norway, DE, aws:eu-north-1.")
@click.option("--exclude", multiple=True, metavar="MODEL_ID", help="Leave out; repeatable.")
@click.option("--live", is_flag=True, help="Ask the Hub what has changed for the models shown.")
@click.option("--limit", default=5, show_default=True, help="How many models to show.")
@engine_options
@json_option
def recommend(
    need: str,
    data_dir: str | None,
    encoder: str | None,
    live: bool,
    as_json: bool,
    **constraints: Any,
) -> None:
    """Find existing small models that serve NEED, said in words.

    Every constraint is hard: a model whose value is unknown does not pass, and how many fell to
    which constraint is told.
    """
    from hubscan.cli.engine import open_engine
    from hubscan.report.console import make_console, to_json
    from hubscan.report.live import print_live, with_live
    from hubscan.report.recommendations import print_recommendations

    with open_engine(data_dir, encoder) as engine:
        answer = engine.recommend(need, **constraints)
    check = _check(answer) if live else None
    if as_json:
        click.echo(to_json(with_live(answer.as_dict(), check)))
    else:
        print_recommendations(make_console(), answer)
        print_live(make_console(), check)


def _check(answer: Recommendations) -> LiveCheck:
    from hubscan.catalogue.live import check_live

    return check_live(result.record for result in answer.results)
