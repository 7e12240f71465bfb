"""Runs the migrations on the connection that `create_store` hands over."""

from alembic import context

from bochiso.workspace.store import SCHEMA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SCHEMA)
with context.begin_transaction():
    context.run_migrations()
