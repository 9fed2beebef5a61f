"""The speaker's name in folded words, by which statements are found"""

import sqlalchemy as sa
from alembic import op

from monitor.records.ids import fold_words

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("statements", sa.Column("said_by", sa.Text(), nullable=False, server_default=""))
    connection = op.get_bind()
    speakers = connection.execute(sa.text("SELECT DISTINCT speaker FROM statements")).scalars()
    rows = [
        {"speaker": name, "said_by": f" {fold_words(name)} "} for name in speakers.all() if name
    ]
    if rows:
        fill = sa.text("UPDATE statements SET said_by = :said_by WHERE speaker = :speaker")
        connection.execute(fill, rows)


def downgrade() -> None:
    op.drop_column("statements", "said_by")
