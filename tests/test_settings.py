"""Settings: every key known, every type right, or one clear line."""

from pathlib import Path

import pytest

from monitor.errors import CounterclaimError
from monitor.settings import Settings, load


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "counterclaim.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load(None, beside=tmp_path / "desk.db") == Settings()


def test_the_file_beside_the_database_is_found(tmp_path: Path) -> None:
    written(tmp_path, 'organisation = "Watch"')
    assert load(None, beside=tmp_path / "desk.db").organisation == "Watch"


def test_every_key_can_be_set(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'model = "m"\nmodel_languages = ["en", "ru"]\nsuggest = 0.1\naccept = 1\nflagger = "flags"\norganisation = "О"\n'
        'denied = ["x.example"]\nsources_needed = 3\nsecond_person = false\nhttps = true\ndesk_name = "d"\n'
        'proxy = "socks5h://127.0.0.1:9050"\nfetch_allow = ["127.0.0.1:8000", "10.0.0.0/8"]\nuser_agent = "Reader/1"\n'
        "fetch_deadline = 30\nfetch_max_bytes = 1000\nfetch_host_delay = 0\n",
    )
    assert load(path) == Settings(
        model="m",
        model_languages=("en", "ru"),
        suggest=0.1,
        accept=1.0,
        flagger=(tmp_path / "flags").resolve(),
        organisation="О",
        denied=("x.example",),
        sources_needed=3,
        second_person=False,
        https=True,
        desk_name="d",
        proxy="socks5h://127.0.0.1:9050",
        fetch_allow=("127.0.0.1:8000", "10.0.0.0/8"),
        user_agent="Reader/1",
        fetch_deadline=30.0,
        fetch_max_bytes=1000,
        fetch_host_delay=0.0,
    )


def test_an_unknown_key_is_an_error_that_names_it_and_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(CounterclaimError, match=r"unknown setting 'sugest'; known are: .*suggest"):
        load(written(tmp_path, "sugest = 0.3"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('suggest = "0.3"', "suggest must be a number"),
        ("suggest = true", "suggest must be a number"),
        ("model = 3", "model must be a string"),
        ('denied = "x.example"', "denied must be a list of strings"),
        ("denied = [1]", "denied must be a list of strings"),
        ("sources_needed = 2.5", "sources_needed must be a whole number"),
        ("sources_needed = true", "sources_needed must be a whole number"),
        ("second_person = 1", "second_person must be true or false"),
        ("flagger = 1", "flagger must be a path"),
        ("organisation = {a = 1}", "organisation must be a string"),
    ],
)
def test_a_wrong_type_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CounterclaimError, match=said):
        load(written(tmp_path, text))


@pytest.mark.parametrize(
    "text", ["suggest = 0", "suggest = -0.1", "accept = 1.1", "suggest = 0.7\naccept = 0.6", "accept = nan", "suggest = inf"]
)
def test_thresholds_that_make_no_sense_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CounterclaimError, match="0 < suggest <= accept <= 1"):
        load(written(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('proxy = "127.0.0.1:9050"', "proxy: it must begin with socks5h://"),
        ('proxy = "socks5h://me:secret@127.0.0.1:9050"', "proxy: a user name in the address"),
        ('fetch_allow = ["http://a.example"]', "fetch_allow: 'http://a.example' is no host"),
        ('fetch_allow = ["0.0.0.0/0"]', "fetch_allow: '0.0.0.0/0' is half the world"),
        ('user_agent = ""', "user_agent must be printable ASCII"),
        ('user_agent = "a\\r\\nCookie: b"', "user_agent must be printable ASCII"),
        ('user_agent = "Рэдакцыя"', "user_agent must be printable ASCII"),
        ("fetch_deadline = 0", "fetch_deadline, fetch_max_bytes and fetch_host_delay"),
        ("fetch_deadline = inf", "fetch_deadline, fetch_max_bytes and fetch_host_delay"),
        ("fetch_host_delay = nan", "fetch_deadline, fetch_max_bytes and fetch_host_delay"),
        ("fetch_max_bytes = 0", "fetch_deadline, fetch_max_bytes and fetch_host_delay"),
    ],
)
def test_settings_that_would_open_or_shut_the_network_by_mistake_are_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CounterclaimError, match=said):
        load(written(tmp_path, text))


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CounterclaimError, match="no such settings file; leave --settings out"):
        load(tmp_path / "gone.toml")


@pytest.mark.parametrize("content", [b"suggest = ", b"\xff\xfe", b"a = 1\na = 2"])
def test_what_is_no_toml_is_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    with pytest.raises(CounterclaimError, match="not a TOML file") as refused:
        load(path)
    assert "\n" not in str(refused.value)


def test_settings_cannot_be_changed_by_accident() -> None:
    with pytest.raises(AttributeError):
        Settings().suggest = 0.9  # type: ignore[misc]
