"""Stories: which articles are near copies of each other"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "articles", sa.Column("story", sa.String(length=40), nullable=False, server_default="")
    )
    op.add_column("articles", sa.Column("hashes", sa.LargeBinary(), nullable=True))
    op.create_index("articles_by_story", "articles", ["story"])
    op.create_table(
        "sketches",
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.Column("article", sa.String(length=40), nullable=False),
        sa.Column("seen_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("hash", "article"),
    )
    op.create_index("sketches_by_article", "sketches", ["article"])
    op.create_index("sketches_by_time", "sketches", ["seen_at"])


def downgrade() -> None:
    op.drop_table("sketches")
    op.drop_index("articles_by_story", "articles")
    op.drop_column("articles", "hashes")
    op.drop_column("articles", "story")
