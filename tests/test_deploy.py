"""What deploy/ says is what there is: the set, the proxy's file, and the settings and paths that they name."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from rag.setup.settings import Settings
from ui.people.door import COOKIE

FOLDER = Path(__file__).parents[1] / "deploy"
SET: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text())
PROXY = (FOLDER / "nginx.conf").read_text()


def test_each_service_is_looked_after_and_keeps_what_it_has():
    services = SET["services"]
    assert set(services) == {"database", "chroma", "page1", "page2", "proxy"}
    for name, service in services.items():
        assert service["restart"] == "unless-stopped", name
        assert name.startswith("page") or "healthcheck" in service, name  # the pages' is their image's
    named = {volume.partition(":")[0] for service in services.values() for volume in service["volumes"]}
    assert {volume for volume in named if not volume.startswith(".")} == set(SET["volumes"])
    assert services["page1"]["volumes"] != services["page2"]["volumes"], "each has a folder of its own"


def test_only_the_proxy_is_reached_from_outside_and_secrets_are_files():
    assert [name for name, service in SET["services"].items() if "ports" in service] == ["proxy"]
    used = {secret for service in SET["services"].values() for secret in service.get("secrets", ())}
    assert used == set(SET["secrets"]) and all(list(secret) == ["file"] for secret in SET["secrets"].values())
    assert not re.search(r"PASSWORD: ", (FOLDER / "compose.yaml").read_text())


def test_settings_that_the_set_names_are_settings():
    text = (FOLDER / "compose.yaml").read_text() + (FOLDER / "Dockerfile").read_text()
    named = set(re.findall(r"COLLOQUY_([A-Z_]*[A-Z])", text)) - {"PORT"}
    assert {name.lower() for name in named} <= set(Settings.model_fields)


def test_the_proxy_sends_to_the_pages_of_the_set_by_the_cookie_of_the_log_in():
    assert re.findall(r"server (page\d):8501", PROXY) == [name for name in SET["services"] if name.startswith("page")]
    assert f"hash $cookie_{COOKIE}$cookie__streamlit_user" in PROXY
    assert set(re.findall(r"/run/secrets/(\w+)", PROXY)) == set(SET["services"]["proxy"]["secrets"])


def test_nginx_takes_the_file_of_the_proxy(tmp_path: Path):
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/opt/homebrew/bin")
    openssl = shutil.which("openssl")
    if not nginx or not openssl:
        pytest.skip("left out: nginx or openssl is not installed")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    text = PROXY.replace("/run/secrets/certificate_key", str(key)).replace("/run/secrets/certificate", str(certificate))
    text = re.sub(r"server page\d:", "server 127.0.0.1:", text)
    text = re.sub(r"(?m)^pid .*;", f"pid {tmp_path}/pid;", text)
    text = re.sub(r"listen 443", "listen 127.0.0.1:44443", text).replace(
        "/etc/nginx/mime.types", str(tmp_path / "mime.types")
    )
    (tmp_path / "mime.types").write_text("")
    (tmp_path / "nginx.conf").write_text(text)
    told = subprocess.run([nginx, "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
