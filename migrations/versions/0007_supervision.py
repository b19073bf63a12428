"""Circulars, accidents, batches and reviews of supervision. Generated from the models."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('accident',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('organisation_id', sa.String(length=40), nullable=False),
    sa.Column('enterprise_id', sa.Integer(), nullable=False),
    sa.Column('happened_at', sa.DateTime(), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('brief', sa.Text(), nullable=False),
    sa.Column('deaths', sa.Integer(), nullable=False),
    sa.Column('injuries', sa.Integer(), nullable=False),
    sa.Column('loss_yuan', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('grade', sa.String(length=20), nullable=False),
    sa.Column('registered_by', sa.Integer(), nullable=True),
    sa.Column('instance_id', sa.String(length=36), nullable=False),
    sa.ForeignKeyConstraint(['enterprise_id'], ['enterprise.id'], name=op.f('fk_accident_enterprise_id')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_accident_instance_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_accident_organisation_id')),
    sa.ForeignKeyConstraint(['registered_by'], ['user.id'], name=op.f('fk_accident_registered_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accident')),
    sa.UniqueConstraint('number', name=op.f('uq_accident_number'))
    )

    with op.batch_alter_table('accident', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_accident_enterprise_id'), ['enterprise_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_accident_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_accident_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('circular',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('organisation_id', sa.String(length=40), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('drafted_by', sa.Integer(), nullable=True),
    sa.Column('approved_by', sa.Integer(), nullable=True),
    sa.Column('approved_on', sa.Date(), nullable=True),
    sa.Column('published_on', sa.Date(), nullable=True),
    sa.Column('published_where', sa.String(length=200), nullable=False),
    sa.Column('publication_files', sa.JSON(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('instance_id', sa.String(length=36), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['approved_by'], ['user.id'], name=op.f('fk_circular_approved_by')),
    sa.ForeignKeyConstraint(['drafted_by'], ['user.id'], name=op.f('fk_circular_drafted_by')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_circular_instance_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_circular_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_circular')),
    sa.UniqueConstraint('number', name=op.f('uq_circular_number'))
    )

    with op.batch_alter_table('circular', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_circular_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index('ix_circular_organisation_status', ['organisation_id', 'status'], unique=False)
        batch_op.create_index(batch_op.f('ix_circular_status'), ['status'], unique=False)

    op.create_table('listing_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('organisation_id', sa.String(length=40), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('confirmed_on', sa.Date(), nullable=True),
    sa.Column('instance_id', sa.String(length=36), nullable=True),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_listing_batch_instance_id')),
    sa.ForeignKeyConstraint(['made_by'], ['user.id'], name=op.f('fk_listing_batch_made_by')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_listing_batch_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listing_batch')),
    sa.UniqueConstraint('number', name=op.f('uq_listing_batch_number'))
    )

    with op.batch_alter_table('listing_batch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_listing_batch_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_listing_batch_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('accountability_review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('hazard_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.String(length=40), nullable=False),
    sa.Column('ground', sa.String(length=20), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('records', sa.JSON(), nullable=False),
    sa.Column('begun_by', sa.Integer(), nullable=True),
    sa.Column('begun_on', sa.Date(), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('enterprise_facts', sa.Text(), nullable=False),
    sa.Column('office_facts', sa.Text(), nullable=False),
    sa.Column('proposal', sa.Text(), nullable=False),
    sa.Column('files', sa.JSON(), nullable=False),
    sa.Column('verified_by', sa.Integer(), nullable=True),
    sa.Column('verified_on', sa.Date(), nullable=True),
    sa.Column('conclusion', sa.String(length=10), nullable=False),
    sa.Column('transfer_to', sa.String(length=120), nullable=False),
    sa.Column('opinion', sa.Text(), nullable=False),
    sa.Column('concluded_by', sa.Integer(), nullable=True),
    sa.Column('concluded_on', sa.Date(), nullable=True),
    sa.Column('transferred_on', sa.Date(), nullable=True),
    sa.Column('transfer_receiver', sa.String(length=120), nullable=False),
    sa.Column('transfer_receipts', sa.JSON(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('instance_id', sa.String(length=36), nullable=False),
    sa.ForeignKeyConstraint(['begun_by'], ['user.id'], name=op.f('fk_accountability_review_begun_by')),
    sa.ForeignKeyConstraint(['concluded_by'], ['user.id'], name=op.f('fk_accountability_review_concluded_by')),
    sa.ForeignKeyConstraint(['hazard_id'], ['hazard.id'], name=op.f('fk_accountability_review_hazard_id')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_accountability_review_instance_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_accountability_review_organisation_id')),
    sa.ForeignKeyConstraint(['verified_by'], ['user.id'], name=op.f('fk_accountability_review_verified_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accountability_review')),
    sa.UniqueConstraint('number', name=op.f('uq_accountability_review_number'))
    )

    with op.batch_alter_table('accountability_review', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_accountability_review_closed_on'), ['closed_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_accountability_review_hazard_id'), ['hazard_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_accountability_review_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_accountability_review_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_accountability_review_status'), ['status'], unique=False)

    op.create_table('circular_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('circular_id', sa.Integer(), nullable=False),
    sa.Column('candidate', sa.String(length=250), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('facts', sa.Text(), nullable=False),
    sa.Column('enterprise_id', sa.Integer(), nullable=True),
    sa.Column('hazard_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['circular_id'], ['circular.id'], name=op.f('fk_circular_entry_circular_id')),
    sa.ForeignKeyConstraint(['enterprise_id'], ['enterprise.id'], name=op.f('fk_circular_entry_enterprise_id')),
    sa.ForeignKeyConstraint(['hazard_id'], ['hazard.id'], name=op.f('fk_circular_entry_hazard_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_circular_entry'))
    )

    with op.batch_alter_table('circular_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_circular_entry_candidate'), ['candidate'], unique=False)
        batch_op.create_index(batch_op.f('ix_circular_entry_circular_id'), ['circular_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_circular_entry_enterprise_id'), ['enterprise_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_circular_entry_hazard_id'), ['hazard_id'], unique=False)

    op.create_table('circular_follow_up',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('circular_id', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('by', sa.String(length=120), nullable=False),
    sa.Column('result', sa.String(length=20), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('files', sa.JSON(), nullable=False),
    sa.Column('states', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('agreed', sa.Boolean(), nullable=True),
    sa.Column('published_on', sa.Date(), nullable=True),
    sa.Column('published_where', sa.String(length=200), nullable=False),
    sa.Column('publication_files', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['circular_id'], ['circular.id'], name=op.f('fk_circular_follow_up_circular_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_circular_follow_up'))
    )

    with op.batch_alter_table('circular_follow_up', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_circular_follow_up_circular_id'), ['circular_id'], unique=False)

    op.create_table('listing_batch_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('hazard_id', sa.Integer(), nullable=False),
    sa.Column('listing_id', sa.Integer(), nullable=True),
    sa.Column('refusal', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['listing_batch.id'], name=op.f('fk_listing_batch_item_batch_id')),
    sa.ForeignKeyConstraint(['hazard_id'], ['hazard.id'], name=op.f('fk_listing_batch_item_hazard_id')),
    sa.ForeignKeyConstraint(['listing_id'], ['listing.id'], name=op.f('fk_listing_batch_item_listing_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listing_batch_item'))
    )

    with op.batch_alter_table('listing_batch_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_listing_batch_item_batch_id'), ['batch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_listing_batch_item_hazard_id'), ['hazard_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_listing_batch_item_listing_id'), ['listing_id'], unique=False)

    with op.batch_alter_table('instrument', schema=None) as batch_op:
        batch_op.add_column(sa.Column('accident_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('replied_by', sa.String(length=120), server_default='', nullable=False))
        batch_op.add_column(sa.Column('returned_replies', sa.JSON(), server_default='[]', nullable=False))
        batch_op.create_index(batch_op.f('ix_instrument_accident_id'), ['accident_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_instrument_accident_id'), 'accident', ['accident_id'], ['id'])

    with op.batch_alter_table('ladder', schema=None) as batch_op:
        batch_op.add_column(sa.Column('neglect', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('pauses', sa.JSON(), server_default='[]', nullable=False))

    with op.batch_alter_table('listing', schema=None) as batch_op:
        batch_op.add_column(sa.Column('refusal', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('look_again_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('raised_from', sa.String(length=10), server_default='', nullable=False))
        batch_op.add_column(sa.Column('leader_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('leader', sa.String(length=160), server_default='', nullable=False))
        batch_op.create_foreign_key(batch_op.f('fk_listing_leader_id'), 'user', ['leader_id'], ['id'])

    with op.batch_alter_table('listing_progress', schema=None) as batch_op:
        batch_op.add_column(sa.Column('returned_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('returned_by', sa.String(length=120), server_default='', nullable=False))
        batch_op.add_column(sa.Column('returned_reason', sa.Text(), server_default='', nullable=False))


def downgrade():
    with op.batch_alter_table('listing_progress', schema=None) as batch_op:
        batch_op.drop_column('returned_reason')
        batch_op.drop_column('returned_by')
        batch_op.drop_column('returned_on')

    with op.batch_alter_table('listing', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_listing_leader_id'), type_='foreignkey')
        batch_op.drop_column('leader')
        batch_op.drop_column('leader_id')
        batch_op.drop_column('raised_from')
        batch_op.drop_column('look_again_on')
        batch_op.drop_column('refusal')

    with op.batch_alter_table('ladder', schema=None) as batch_op:
        batch_op.drop_column('pauses')
        batch_op.drop_column('neglect')

    with op.batch_alter_table('instrument', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_instrument_accident_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_instrument_accident_id'))
        batch_op.drop_column('returned_replies')
        batch_op.drop_column('replied_by')
        batch_op.drop_column('accident_id')

    with op.batch_alter_table('listing_batch_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_listing_batch_item_listing_id'))
        batch_op.drop_index(batch_op.f('ix_listing_batch_item_hazard_id'))
        batch_op.drop_index(batch_op.f('ix_listing_batch_item_batch_id'))

    op.drop_table('listing_batch_item')

    with op.batch_alter_table('circular_follow_up', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_circular_follow_up_circular_id'))

    op.drop_table('circular_follow_up')

    with op.batch_alter_table('circular_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_circular_entry_hazard_id'))
        batch_op.drop_index(batch_op.f('ix_circular_entry_enterprise_id'))
        batch_op.drop_index(batch_op.f('ix_circular_entry_circular_id'))
        batch_op.drop_index(batch_op.f('ix_circular_entry_candidate'))

    op.drop_table('circular_entry')

    with op.batch_alter_table('accountability_review', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_accountability_review_status'))
        batch_op.drop_index(batch_op.f('ix_accountability_review_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_accountability_review_instance_id'))
        batch_op.drop_index(batch_op.f('ix_accountability_review_hazard_id'))
        batch_op.drop_index(batch_op.f('ix_accountability_review_closed_on'))

    op.drop_table('accountability_review')

    with op.batch_alter_table('listing_batch', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_listing_batch_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_listing_batch_instance_id'))

    op.drop_table('listing_batch')

    with op.batch_alter_table('circular', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_circular_status'))
        batch_op.drop_index('ix_circular_organisation_status')
        batch_op.drop_index(batch_op.f('ix_circular_instance_id'))

    op.drop_table('circular')

    with op.batch_alter_table('accident', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_accident_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_accident_instance_id'))
        batch_op.drop_index(batch_op.f('ix_accident_enterprise_id'))

    op.drop_table('accident')
