"""Real, tiny trainings: the callback is nothing without a trainer that calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import hubscan
from hubscan.cards import parse
from hubscan.cards.layout import RECORD_PATH
from hubscan.cards.record import read_record
from hubscan.cards.runs import read_log

pytest.importorskip("accelerate", reason="accelerate is not installed")
transformers = pytest.importorskip("transformers", reason="transformers is not installed")
pytest.importorskip("codecarbon", reason="codecarbon is not installed")
torch = pytest.importorskip("torch", reason="torch is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # those of torch and CodeCarbon


class Numbers(torch.utils.data.Dataset):
    def __len__(self):
        return 2

    def __getitem__(self, index):
        tokens = torch.tensor([1, 2, 3, index])
        return {"input_ids": tokens, "labels": tokens}


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """Let no launcher of the test run itself speak to the callback."""
    for name in ("LOCAL_RANK", "GROUP_RANK", "LOCAL_WORLD_SIZE", "SLURM_NODEID", "SLURM_LOCALID"):
        monkeypatch.delenv(name, raising=False)


def trainer_in(folder, callback, **changes):
    config = transformers.GPT2Config(n_layer=1, n_head=1, n_embd=8, vocab_size=8, n_positions=8)
    settings = {"max_steps": 1, "save_strategy": "no", "report_to": [], **changes}
    arguments = transformers.TrainingArguments(
        str(folder), use_cpu=True, disable_tqdm=True, **settings
    )
    model = transformers.GPT2LMHeadModel(config)
    return transformers.Trainer(model, arguments, train_dataset=Numbers(), callbacks=[callback])


def emissions_in(folder):
    return parse((folder / "README.md").read_bytes()).metadata["co2_eq_emissions"]


def test_a_training_leaves_its_log_its_record_and_a_filled_card(tmp_path):
    callback = hubscan.TrainerCallback(training_type="pre-training", country="FRA")
    trainer_in(tmp_path, callback).train()

    (run,) = read_log(tmp_path / "emissions.csv").runs
    assert [known.run_id for known in read_record(tmp_path / RECORD_PATH).runs] == [run.run_id]
    assert emissions_in(tmp_path)["emissions"] == float(f"{run.emissions_g:.4g}")
    assert emissions_in(tmp_path)["training_type"] == "pre-training"
    assert emissions_in(tmp_path)["geographical_location"] == "France"


def test_an_unknown_country_is_told_before_the_training():
    with pytest.raises(hubscan.HubscanError, match="the nearest are Poland"):
        hubscan.TrainerCallback(country="Polnd")


def test_a_country_by_its_name(tmp_path):
    trainer_in(tmp_path, hubscan.TrainerCallback(country="Poland")).train()

    assert read_log(tmp_path / "emissions.csv").runs[0].place.country_iso_code == "POL"


def test_the_card_that_the_trainer_writes_has_the_emissions_too(tmp_path):
    trainer = trainer_in(tmp_path, hubscan.TrainerCallback(country="FRA"))
    trainer.train()
    before = emissions_in(tmp_path)

    trainer.create_model_card(model_name="tiny", tags=["test"])

    assert "tiny" in (tmp_path / "README.md").read_text()
    assert emissions_in(tmp_path) == before


def test_push_to_hub_sends_a_card_with_its_emissions(tmp_path, monkeypatch):
    sent = {}

    def upload_folder(self, *, folder_path, **_):
        sent["card"] = Path(folder_path, "README.md").read_bytes()

    monkeypatch.setattr("huggingface_hub.HfApi.upload_folder", upload_folder)
    trainer = trainer_in(tmp_path, hubscan.TrainerCallback(country="FRA"))
    trainer.hub_model_id = "nobody/tiny"
    trainer.train()
    (tmp_path / "README.md").write_text("somebody deleted it all\n")

    trainer.push_to_hub()

    (run,) = read_log(tmp_path / "emissions.csv").runs
    metadata = parse(sent["card"]).metadata
    assert metadata["co2_eq_emissions"]["emissions"] == float(f"{run.emissions_g:.4g}")
    assert metadata["library_name"] == "transformers"


def test_a_second_training_in_the_folder_adds_up(tmp_path):
    for training_type in ("pre-training", "fine-tuning"):
        trainer_in(
            tmp_path, hubscan.TrainerCallback(training_type=training_type, country="FRA")
        ).train()

    record = read_record(tmp_path / RECORD_PATH)
    assert [phase.training_type for phase in record.phases] == ["pre-training", "fine-tuning"]
    total = sum(run.emissions_g for run in read_log(tmp_path / "emissions.csv").runs)
    assert emissions_in(tmp_path)["emissions"] == float(f"{total:.4g}")


class Crash(transformers.TrainerCallback):
    def on_step_begin(self, args, state, control, **_):
        if state.global_step == 1:
            raise RuntimeError("out of memory")


def test_what_a_crashed_training_emitted_counts_when_it_is_resumed(tmp_path):
    steps = {"max_steps": 2, "save_strategy": "steps", "save_steps": 1, "report_to": ["codecarbon"]}
    crashing = trainer_in(tmp_path, hubscan.TrainerCallback(country="FRA"), **steps)
    crashing.add_callback(Crash)
    with pytest.raises(RuntimeError):
        crashing.train()
    assert not (tmp_path / RECORD_PATH).exists()

    resumed = trainer_in(tmp_path, hubscan.TrainerCallback(country="FRA"), **steps)
    resumed.train(resume_from_checkpoint=True)

    runs = [r for r in read_log(tmp_path / "emissions.csv").runs if r.project == "hubscan"]
    assert len(runs) == 2  # and not those of transformers' own callback
    total = sum(run.emissions_g for run in runs)
    assert emissions_in(tmp_path)["emissions"] == float(f"{total:.4g}")


def test_two_nodes_count_twice(tmp_path):
    trainer_in(tmp_path, hubscan.TrainerCallback(country="FRA", nodes=2)).train()

    (run,) = read_log(tmp_path / "emissions.csv").runs
    assert emissions_in(tmp_path)["emissions"] == float(f"{2 * run.emissions_g:.4g}")
    assert "1 of 2 nodes" in emissions_in(tmp_path)["source"]


@pytest.mark.parametrize(
    ("world_size", "local", "nodes"),
    [(1, None, 1), (8, "4", 2), (8, "8", 1), (8, None, 1), (8, "3", 1), (8, "0", 1)],
)
def test_how_many_nodes_is_told_and_never_guessed(monkeypatch, caplog, world_size, local, nodes):
    from hubscan.trainer import nodes_of

    if local is not None:
        monkeypatch.setenv("LOCAL_WORLD_SIZE", local)

    assert nodes_of(world_size) == nodes
    told = world_size == 1 or local in ("4", "8")
    assert ("pass nodes=N" in caplog.text) is not told


def test_a_measurement_that_fails_does_not_stop_the_training(tmp_path, caplog):
    (tmp_path / "emissions.csv").mkdir()
    (tmp_path / "README.md").mkdir()
    trainer = trainer_in(tmp_path, hubscan.TrainerCallback(country="FRA"))

    assert trainer.train().global_step == 1
    assert caplog.text


def test_sentence_transformers_too(tmp_path):
    sentence_transformers = pytest.importorskip("sentence_transformers")
    datasets = pytest.importorskip("datasets")
    from sentence_transformers.sentence_transformer import losses, modules

    bag, dense = modules.BoW(vocab=["a", "b", "c"]), modules.Dense(3, 2)
    model = sentence_transformers.SentenceTransformer(modules=[bag, dense], device="cpu")
    arguments = sentence_transformers.SentenceTransformerTrainingArguments(
        str(tmp_path), max_steps=1, report_to=[], use_cpu=True, save_strategy="no"
    )
    trainer = sentence_transformers.SentenceTransformerTrainer(
        model=model,
        args=arguments,
        train_dataset=datasets.Dataset.from_dict({"one": ["a b"] * 2, "two": ["b c"] * 2}),
        loss=losses.MultipleNegativesRankingLoss(model),
        callbacks=[hubscan.TrainerCallback(country="FRA")],
    )
    trainer.train()
    trainer.create_model_card(model_name="tiny")

    (run,) = read_log(tmp_path / "emissions.csv").runs
    assert "SentenceTransformer" in (tmp_path / "README.md").read_text()
    assert emissions_in(tmp_path)["emissions"] == float(f"{run.emissions_g:.4g}")
    assert json.loads((tmp_path / RECORD_PATH).read_bytes())["phases"]
