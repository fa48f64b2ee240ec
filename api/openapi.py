"""The served OpenAPI, printed: what the frontend's types are made from (`python -m api.openapi`)."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from api.app import create_app
from core.settings import Settings


def served() -> str:
    """The OpenAPI document of this version as JSON, whatever the settings of this machine are."""
    with TemporaryDirectory() as folder:
        settings = Settings.model_validate({"data_dir": Path(folder)})
        return json.dumps(create_app(settings).openapi(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(served())
