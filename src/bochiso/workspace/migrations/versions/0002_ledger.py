"""The manifest of the ledger: loads, segments, and which ledger this database belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "load",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("loaded_at", sa.Integer, nullable=False),
        sa.Column("recorded_at", sa.Integer),
        sa.Column("backfill", sa.Boolean, nullable=False),
        sa.Column("rows_taken", sa.BigInteger, nullable=False),
        sa.Column("rows_unchanged", sa.BigInteger, nullable=False),
        sa.Column("rows_refused", sa.BigInteger, nullable=False),
        sa.Column("refused_file", sa.Text, nullable=False),
        sa.Column("dropped", sa.Text, nullable=False),
        sa.Column("unknown", sa.Text, nullable=False),
        sa.Column("warnings", sa.Text, nullable=False),
    )
    op.create_table(
        "segment",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("load", sa.Integer, sa.ForeignKey("load.number"), nullable=False),
        sa.Column("table", sa.String(32), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("path", sa.String(255), nullable=False, unique=True),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("first_recorded", sa.Integer),
        sa.Column("last_recorded", sa.Integer),
        sa.Column("first_received", sa.Integer),
        sa.Column("last_received", sa.Integer),
        sa.Column("without_due", sa.BigInteger, nullable=False),
        sa.Column("superseded_by", sa.Integer, sa.ForeignKey("load.number")),
    )
    op.create_table("ledger", sa.Column("id", sa.String(32), primary_key=True))


def downgrade() -> None:
    for name in ("ledger", "segment", "load"):
        op.drop_table(name)
