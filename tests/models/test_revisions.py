"""Which revision a database is at is told without Alembic, and Alembic says the same."""

import shutil
import subprocess
import sys
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from core.database import Database
from models.revisions import current, head, steps
from models.schema import _config

ROOT = Path(__file__).parents[2]


def test_the_head_and_the_steps_are_those_that_alembic_finds() -> None:
    scripts = ScriptDirectory.from_config(_config())
    assert head() == scripts.get_current_head()
    assert steps() == {script.revision: script.down_revision for script in scripts.walk_revisions()}


def test_a_database_is_at_the_revision_that_alembic_says(database: Database) -> None:
    def both(connection: object) -> tuple[str | None, str | None]:
        return current(connection), MigrationContext.configure(connection).get_current_revision()  # type: ignore[arg-type]

    ours, theirs = database.threads.read(both)
    assert ours == theirs == head()
    database.threads.write(lambda connection: connection.execute(text("DROP TABLE alembic_version")) and None)
    assert database.threads.read(both) == (None, None)


def test_a_start_that_has_nothing_to_upgrade_loads_neither_alembic_nor_another_database_s_driver(
    migrated_file: Path, tmp_path: Path
) -> None:
    code = (
        "import sys, tempfile, pathlib\n"
        "from core.settings import load_settings\n"
        "from cli.opening import migrated\n"
        "import cli.serve, api.routes, scheduler.loop\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "settings = load_settings(data_dir=folder, database_url=f'sqlite:///{folder}/replyby.db')\n"
        "migrated(settings)\n"
        "api.routes.routers()\n"
        "late = {'alembic', 'psycopg', 'cryptography', 'holidays', 'apprise', 'requests', 'httpx2'}\n"
        "print(sorted(late & sys.modules.keys()))\n"
    )
    shutil.copyfile(migrated_file, tmp_path / "replyby.db")
    told = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert told.stdout.strip() == "[]", told.stderr
