"""How Alembic runs here: on the connection given, in one transaction, so that a dead step can be run again."""

from alembic import context
from sqlalchemy import Connection, create_engine

from core.settings import load_settings
from models.tables import metadata


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        # SQLite can roll DDL back; Alembic just doesn't count on it unless told.
        transactional_ddl=True,
        compare_type=True,
        include_name=lambda name, kind, _: not (kind == "table" and str(name).startswith("invitation_search")),
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    with create_engine(load_settings().url).connect() as connection:
        _run(connection)
