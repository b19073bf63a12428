"""Appraisals, penalty figures set by the office, matters found by their origin. Generated from the models."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('penalty_figure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('article', sa.String(length=120), nullable=False),
    sa.Column('document', sa.String(length=200), nullable=False),
    sa.Column('set_by', sa.Integer(), nullable=True),
    sa.Column('set_at', sa.DateTime(), nullable=False),
    sa.Column('confirmed_by', sa.Integer(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['confirmed_by'], ['user.id'], name=op.f('fk_penalty_figure_confirmed_by')),
    sa.ForeignKeyConstraint(['set_by'], ['user.id'], name=op.f('fk_penalty_figure_set_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_penalty_figure'))
    )

    with op.batch_alter_table('penalty_figure', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_penalty_figure_name'), ['name'], unique=False)

    op.create_table('appraisal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('root_id', sa.String(length=36), nullable=False),
    sa.Column('follows_id', sa.Integer(), nullable=True),
    sa.Column('preservation_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('holder', sa.String(length=200), nullable=False),
    sa.Column('holder_kind', sa.String(length=10), nullable=False),
    sa.Column('objects', sa.JSON(), nullable=False),
    sa.Column('matters', sa.Text(), nullable=False),
    sa.Column('institution', sa.String(length=200), nullable=False),
    sa.Column('qualification', sa.String(length=200), nullable=False),
    sa.Column('materials', sa.JSON(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=False),
    sa.Column('term_reason', sa.Text(), nullable=False),
    sa.Column('told', sa.JSON(), nullable=False),
    sa.Column('late_on', sa.Date(), nullable=True),
    sa.Column('proposed_by', sa.Integer(), nullable=True),
    sa.Column('opinion_number', sa.String(length=120), nullable=False),
    sa.Column('conclusion', sa.Text(), nullable=False),
    sa.Column('opined_on', sa.Date(), nullable=True),
    sa.Column('received_on', sa.Date(), nullable=True),
    sa.Column('cost_yuan', sa.Numeric(precision=16, scale=2), nullable=True),
    sa.Column('evidence_id', sa.Integer(), nullable=True),
    sa.Column('ended_reason', sa.Text(), nullable=False),
    sa.Column('objection', sa.Text(), nullable=False),
    sa.Column('objected_on', sa.Date(), nullable=True),
    sa.Column('objection_answer', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_appraisal_case_id')),
    sa.ForeignKeyConstraint(['evidence_id'], ['evidence.id'], name=op.f('fk_appraisal_evidence_id')),
    sa.ForeignKeyConstraint(['follows_id'], ['appraisal.id'], name=op.f('fk_appraisal_follows_id')),
    sa.ForeignKeyConstraint(['preservation_id'], ['preservation.id'], name=op.f('fk_appraisal_preservation_id')),
    sa.ForeignKeyConstraint(['proposed_by'], ['user.id'], name=op.f('fk_appraisal_proposed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appraisal'))
    )

    with op.batch_alter_table('appraisal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_appraisal_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_appraisal_root_id'), ['root_id'], unique=False)

    with op.batch_alter_table('instance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_instance_origin_id'), ['origin_id'], unique=False)


def downgrade():
    with op.batch_alter_table('instance', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_instance_origin_id'))
    with op.batch_alter_table('appraisal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_appraisal_root_id'))
        batch_op.drop_index(batch_op.f('ix_appraisal_case_id'))
    op.drop_table('appraisal')
    with op.batch_alter_table('penalty_figure', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_penalty_figure_name'))
    op.drop_table('penalty_figure')
