"""Hidden dangers, their supervision, accounts of enterprises. Generated from the models."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('enterprise_account',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('enterprise_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['enterprise_id'], ['enterprise.id'], name=op.f('fk_enterprise_account_enterprise_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_enterprise_account_user_id')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_enterprise_account'))
    )

    with op.batch_alter_table('enterprise_account', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enterprise_account_enterprise_id'), ['enterprise_id'], unique=False)

    op.create_table('hazard',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('enterprise_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.String(length=40), nullable=True),
    sa.Column('area_id', sa.String(length=40), nullable=True),
    sa.Column('sector', sa.String(length=40), nullable=False),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('origin_kind', sa.String(length=20), nullable=True),
    sa.Column('origin_id', sa.Integer(), nullable=True),
    sa.Column('found_on', sa.Date(), nullable=False),
    sa.Column('found_by', sa.String(length=120), nullable=False),
    sa.Column('finders', sa.JSON(), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('photos', sa.JSON(), nullable=False),
    sa.Column('article', sa.String(length=300), nullable=False),
    sa.Column('grading', sa.JSON(), nullable=False),
    sa.Column('grade', sa.String(length=10), nullable=True),
    sa.Column('sector_grade', sa.String(length=20), nullable=False),
    sa.Column('standard', sa.String(length=300), nullable=False),
    sa.Column('standard_item', sa.String(length=200), nullable=False),
    sa.Column('grade_reason', sa.Text(), nullable=False),
    sa.Column('handling', sa.String(length=20), nullable=False),
    sa.Column('responsible_person', sa.String(length=80), nullable=False),
    sa.Column('actual_controller', sa.String(length=80), nullable=False),
    sa.Column('interim_measures', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('overdue_on', sa.Date(), nullable=True),
    sa.Column('reminders', sa.JSON(), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=True),
    sa.Column('signed_by', sa.Integer(), nullable=True),
    sa.Column('returned_reason', sa.Text(), nullable=False),
    sa.Column('transferred_to', sa.String(length=120), nullable=False),
    sa.Column('transferred_on', sa.Date(), nullable=True),
    sa.Column('transfer_received_on', sa.Date(), nullable=True),
    sa.Column('merged_into_id', sa.Integer(), nullable=True),
    sa.Column('recurrence', sa.Integer(), server_default='0', nullable=False),
    sa.Column('rectified_on', sa.Date(), nullable=True),
    sa.Column('after_photos', sa.JSON(), nullable=False),
    sa.Column('rectified_note', sa.Text(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('announced_on', sa.Date(), nullable=True),
    sa.Column('instance_id', sa.String(length=36), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['area_id'], ['area.id'], name=op.f('fk_hazard_area_id')),
    sa.ForeignKeyConstraint(['enterprise_id'], ['enterprise.id'], name=op.f('fk_hazard_enterprise_id')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_hazard_instance_id')),
    sa.ForeignKeyConstraint(['merged_into_id'], ['hazard.id'], name=op.f('fk_hazard_merged_into_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_hazard_organisation_id')),
    sa.ForeignKeyConstraint(['signed_by'], ['user.id'], name=op.f('fk_hazard_signed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hazard')),
    sa.UniqueConstraint('number', name=op.f('uq_hazard_number'))
    )

    with op.batch_alter_table('hazard', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hazard_area_id'), ['area_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_hazard_closed_on'), ['closed_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_hazard_due_on'), ['due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_hazard_enterprise_id'), ['enterprise_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_hazard_found_on'), ['found_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_hazard_grade'), ['grade'], unique=False)
        batch_op.create_index(batch_op.f('ix_hazard_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index('ix_hazard_organisation_status', ['organisation_id', 'status'], unique=False)
        batch_op.create_index('ix_hazard_origin', ['origin_kind', 'origin_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_hazard_sector'), ['sector'], unique=False)
        batch_op.create_index(batch_op.f('ix_hazard_source'), ['source'], unique=False)
        batch_op.create_index(batch_op.f('ix_hazard_status'), ['status'], unique=False)

    op.create_table('follow_up',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hazard_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.String(length=40), nullable=True),
    sa.Column('noted_on', sa.Date(), nullable=False),
    sa.Column('ground', sa.String(length=300), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('closed_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['closed_by'], ['user.id'], name=op.f('fk_follow_up_closed_by')),
    sa.ForeignKeyConstraint(['hazard_id'], ['hazard.id'], name=op.f('fk_follow_up_hazard_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_follow_up_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follow_up'))
    )

    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_follow_up_hazard_id'), ['hazard_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_follow_up_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('hazard_check',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hazard_id', sa.Integer(), nullable=False),
    sa.Column('level', sa.String(length=10), nullable=False),
    sa.Column('result', sa.String(length=10), nullable=False),
    sa.Column('by', sa.JSON(), nullable=False),
    sa.Column('names', sa.String(length=200), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('photos', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['hazard_id'], ['hazard.id'], name=op.f('fk_hazard_check_hazard_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hazard_check'))
    )

    with op.batch_alter_table('hazard_check', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hazard_check_hazard_id'), ['hazard_id'], unique=False)

    op.create_table('hazard_extension',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hazard_id', sa.Integer(), nullable=False),
    sa.Column('asked_on', sa.Date(), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=True),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('ground', sa.Text(), nullable=False),
    sa.Column('protection', sa.Text(), nullable=False),
    sa.Column('evidence', sa.JSON(), nullable=False),
    sa.Column('result', sa.String(length=10), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('opinion', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['asked_by'], ['user.id'], name=op.f('fk_hazard_extension_asked_by')),
    sa.ForeignKeyConstraint(['decided_by'], ['user.id'], name=op.f('fk_hazard_extension_decided_by')),
    sa.ForeignKeyConstraint(['hazard_id'], ['hazard.id'], name=op.f('fk_hazard_extension_hazard_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hazard_extension'))
    )

    with op.batch_alter_table('hazard_extension', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hazard_extension_hazard_id'), ['hazard_id'], unique=False)

    op.create_table('hazard_plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hazard_id', sa.Integer(), nullable=False),
    sa.Column('responsibility', sa.Text(), nullable=False),
    sa.Column('measures', sa.Text(), nullable=False),
    sa.Column('funds_yuan', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('deadline', sa.Date(), nullable=False),
    sa.Column('contingency', sa.Text(), nullable=False),
    sa.Column('attachments', sa.JSON(), nullable=False),
    sa.Column('submitted_by', sa.Integer(), nullable=True),
    sa.Column('submitted_on', sa.Date(), nullable=False),
    sa.Column('result', sa.String(length=10), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('opinion', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['decided_by'], ['user.id'], name=op.f('fk_hazard_plan_decided_by')),
    sa.ForeignKeyConstraint(['hazard_id'], ['hazard.id'], name=op.f('fk_hazard_plan_hazard_id')),
    sa.ForeignKeyConstraint(['submitted_by'], ['user.id'], name=op.f('fk_hazard_plan_submitted_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hazard_plan'))
    )

    with op.batch_alter_table('hazard_plan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hazard_plan_hazard_id'), ['hazard_id'], unique=False)

    op.create_table('hazard_record',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hazard_id', sa.Integer(), nullable=False),
    sa.Column('link', sa.String(length=20), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('by', sa.String(length=200), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('evidence', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['user.id'], name=op.f('fk_hazard_record_actor_id')),
    sa.ForeignKeyConstraint(['hazard_id'], ['hazard.id'], name=op.f('fk_hazard_record_hazard_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hazard_record'))
    )

    with op.batch_alter_table('hazard_record', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hazard_record_hazard_id'), ['hazard_id'], unique=False)

    op.create_table('ladder',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hazard_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.String(length=40), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('rung', sa.String(length=20), nullable=False),
    sa.Column('reached', sa.JSON(), nullable=False),
    sa.Column('filing', sa.JSON(), nullable=False),
    sa.Column('case_instance_id', sa.String(length=36), nullable=True),
    sa.Column('closure', sa.JSON(), nullable=False),
    sa.Column('started_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('outcome', sa.String(length=20), nullable=False),
    sa.Column('instance_id', sa.String(length=36), nullable=False),
    sa.ForeignKeyConstraint(['hazard_id'], ['hazard.id'], name=op.f('fk_ladder_hazard_id')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_ladder_instance_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_ladder_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ladder'))
    )

    with op.batch_alter_table('ladder', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ladder_ended_on'), ['ended_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_ladder_hazard_id'), ['hazard_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_ladder_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_ladder_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('instrument',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('organisation_id', sa.String(length=40), nullable=True),
    sa.Column('enterprise_id', sa.Integer(), nullable=True),
    sa.Column('target_organisation_id', sa.String(length=40), nullable=True),
    sa.Column('target_name', sa.String(length=200), nullable=False),
    sa.Column('hazard_id', sa.Integer(), nullable=True),
    sa.Column('ladder_id', sa.Integer(), nullable=True),
    sa.Column('after_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('facts', sa.Text(), nullable=False),
    sa.Column('requirements', sa.Text(), nullable=False),
    sa.Column('reply_by', sa.Date(), nullable=True),
    sa.Column('meeting', sa.JSON(), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('drafted_by', sa.Integer(), nullable=True),
    sa.Column('approved_by', sa.Integer(), nullable=True),
    sa.Column('served_on', sa.Date(), nullable=True),
    sa.Column('record', sa.JSON(), nullable=False),
    sa.Column('reminders', sa.JSON(), nullable=False),
    sa.Column('reply', sa.Text(), nullable=False),
    sa.Column('replied_on', sa.Date(), nullable=True),
    sa.Column('reply_files', sa.JSON(), nullable=False),
    sa.Column('reply_opinion', sa.Text(), nullable=False),
    sa.Column('silent_on', sa.Date(), nullable=True),
    sa.Column('look_back', sa.JSON(), nullable=False),
    sa.Column('instance_id', sa.String(length=36), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['after_id'], ['instrument.id'], name=op.f('fk_instrument_after_id')),
    sa.ForeignKeyConstraint(['approved_by'], ['user.id'], name=op.f('fk_instrument_approved_by')),
    sa.ForeignKeyConstraint(['drafted_by'], ['user.id'], name=op.f('fk_instrument_drafted_by')),
    sa.ForeignKeyConstraint(['enterprise_id'], ['enterprise.id'], name=op.f('fk_instrument_enterprise_id')),
    sa.ForeignKeyConstraint(['hazard_id'], ['hazard.id'], name=op.f('fk_instrument_hazard_id')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_instrument_instance_id')),
    sa.ForeignKeyConstraint(['ladder_id'], ['ladder.id'], name=op.f('fk_instrument_ladder_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_instrument_organisation_id')),
    sa.ForeignKeyConstraint(['target_organisation_id'], ['organisation.id'], name=op.f('fk_instrument_target_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instrument')),
    sa.UniqueConstraint('number', name=op.f('uq_instrument_number'))
    )

    with op.batch_alter_table('instrument', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_instrument_enterprise_id'), ['enterprise_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_instrument_hazard_id'), ['hazard_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_instrument_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_instrument_ladder_id'), ['ladder_id'], unique=False)
        batch_op.create_index('ix_instrument_organisation_status', ['organisation_id', 'status'], unique=False)
        batch_op.create_index(batch_op.f('ix_instrument_status'), ['status'], unique=False)

    op.create_table('listing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('hazard_id', sa.Integer(), nullable=False),
    sa.Column('ladder_id', sa.Integer(), nullable=True),
    sa.Column('level', sa.String(length=10), nullable=False),
    sa.Column('organisation_id', sa.String(length=40), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('proposed_by', sa.Integer(), nullable=True),
    sa.Column('proposed_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('trigger', sa.JSON(), nullable=False),
    sa.Column('approved_by', sa.Integer(), nullable=True),
    sa.Column('requirement', sa.Text(), nullable=False),
    sa.Column('acceptance', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('listed_on', sa.Date(), nullable=True),
    sa.Column('overdue_on', sa.Date(), nullable=True),
    sa.Column('raised_on', sa.Date(), nullable=True),
    sa.Column('reminders', sa.JSON(), nullable=False),
    sa.Column('delisting_note', sa.Text(), nullable=False),
    sa.Column('delisted_by', sa.Integer(), nullable=True),
    sa.Column('delisted_on', sa.Date(), nullable=True),
    sa.Column('published_on', sa.Date(), nullable=True),
    sa.Column('published_where', sa.String(length=200), nullable=False),
    sa.Column('publication_files', sa.JSON(), nullable=False),
    sa.Column('instance_id', sa.String(length=36), nullable=False),
    sa.ForeignKeyConstraint(['approved_by'], ['user.id'], name=op.f('fk_listing_approved_by')),
    sa.ForeignKeyConstraint(['delisted_by'], ['user.id'], name=op.f('fk_listing_delisted_by')),
    sa.ForeignKeyConstraint(['hazard_id'], ['hazard.id'], name=op.f('fk_listing_hazard_id')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_listing_instance_id')),
    sa.ForeignKeyConstraint(['ladder_id'], ['ladder.id'], name=op.f('fk_listing_ladder_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_listing_organisation_id')),
    sa.ForeignKeyConstraint(['proposed_by'], ['user.id'], name=op.f('fk_listing_proposed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listing')),
    sa.UniqueConstraint('number', name=op.f('uq_listing_number'))
    )

    with op.batch_alter_table('listing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_listing_due_on'), ['due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_listing_hazard_id'), ['hazard_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_listing_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_listing_ladder_id'), ['ladder_id'], unique=False)
        batch_op.create_index('ix_listing_organisation_status', ['organisation_id', 'status'], unique=False)
        batch_op.create_index(batch_op.f('ix_listing_status'), ['status'], unique=False)

    op.create_table('listing_check',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('listing_id', sa.Integer(), nullable=False),
    sa.Column('result', sa.String(length=10), nullable=False),
    sa.Column('names', sa.String(length=200), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('photos', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['listing_id'], ['listing.id'], name=op.f('fk_listing_check_listing_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listing_check'))
    )

    with op.batch_alter_table('listing_check', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_listing_check_listing_id'), ['listing_id'], unique=False)

    op.create_table('listing_extension',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('listing_id', sa.Integer(), nullable=False),
    sa.Column('asked_on', sa.Date(), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=True),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('ground', sa.Text(), nullable=False),
    sa.Column('protection', sa.Text(), nullable=False),
    sa.Column('result', sa.String(length=10), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('opinion', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['asked_by'], ['user.id'], name=op.f('fk_listing_extension_asked_by')),
    sa.ForeignKeyConstraint(['decided_by'], ['user.id'], name=op.f('fk_listing_extension_decided_by')),
    sa.ForeignKeyConstraint(['listing_id'], ['listing.id'], name=op.f('fk_listing_extension_listing_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listing_extension'))
    )

    with op.batch_alter_table('listing_extension', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_listing_extension_listing_id'), ['listing_id'], unique=False)

    op.create_table('listing_progress',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('listing_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('reported_on', sa.Date(), nullable=True),
    sa.Column('by', sa.String(length=120), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('photos', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['listing_id'], ['listing.id'], name=op.f('fk_listing_progress_listing_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listing_progress'))
    )

    with op.batch_alter_table('listing_progress', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_listing_progress_listing_id'), ['listing_id'], unique=False)


def downgrade():
    with op.batch_alter_table('listing_progress', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_listing_progress_listing_id'))
    op.drop_table('listing_progress')
    with op.batch_alter_table('listing_extension', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_listing_extension_listing_id'))
    op.drop_table('listing_extension')
    with op.batch_alter_table('listing_check', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_listing_check_listing_id'))
    op.drop_table('listing_check')
    with op.batch_alter_table('listing', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_listing_status'))
        batch_op.drop_index('ix_listing_organisation_status')
        batch_op.drop_index(batch_op.f('ix_listing_ladder_id'))
        batch_op.drop_index(batch_op.f('ix_listing_instance_id'))
        batch_op.drop_index(batch_op.f('ix_listing_hazard_id'))
        batch_op.drop_index(batch_op.f('ix_listing_due_on'))
    op.drop_table('listing')
    with op.batch_alter_table('instrument', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_instrument_status'))
        batch_op.drop_index('ix_instrument_organisation_status')
        batch_op.drop_index(batch_op.f('ix_instrument_ladder_id'))
        batch_op.drop_index(batch_op.f('ix_instrument_instance_id'))
        batch_op.drop_index(batch_op.f('ix_instrument_hazard_id'))
        batch_op.drop_index(batch_op.f('ix_instrument_enterprise_id'))
    op.drop_table('instrument')
    with op.batch_alter_table('ladder', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ladder_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_ladder_instance_id'))
        batch_op.drop_index(batch_op.f('ix_ladder_hazard_id'))
        batch_op.drop_index(batch_op.f('ix_ladder_ended_on'))
    op.drop_table('ladder')
    with op.batch_alter_table('hazard_record', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hazard_record_hazard_id'))
    op.drop_table('hazard_record')
    with op.batch_alter_table('hazard_plan', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hazard_plan_hazard_id'))
    op.drop_table('hazard_plan')
    with op.batch_alter_table('hazard_extension', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hazard_extension_hazard_id'))
    op.drop_table('hazard_extension')
    with op.batch_alter_table('hazard_check', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hazard_check_hazard_id'))
    op.drop_table('hazard_check')
    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_follow_up_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_follow_up_hazard_id'))
    op.drop_table('follow_up')
    with op.batch_alter_table('hazard', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hazard_status'))
        batch_op.drop_index(batch_op.f('ix_hazard_source'))
        batch_op.drop_index(batch_op.f('ix_hazard_sector'))
        batch_op.drop_index('ix_hazard_origin')
        batch_op.drop_index('ix_hazard_organisation_status')
        batch_op.drop_index(batch_op.f('ix_hazard_instance_id'))
        batch_op.drop_index(batch_op.f('ix_hazard_grade'))
        batch_op.drop_index(batch_op.f('ix_hazard_found_on'))
        batch_op.drop_index(batch_op.f('ix_hazard_enterprise_id'))
        batch_op.drop_index(batch_op.f('ix_hazard_due_on'))
        batch_op.drop_index(batch_op.f('ix_hazard_closed_on'))
        batch_op.drop_index(batch_op.f('ix_hazard_area_id'))
    op.drop_table('hazard')
    with op.batch_alter_table('enterprise_account', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_enterprise_account_enterprise_id'))
    op.drop_table('enterprise_account')
