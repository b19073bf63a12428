"""Checks of the enterprises, and what was missing on hidden dangers. Generated from the models."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('checklist_edition',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('loaded_at', sa.DateTime(), nullable=False),
    sa.Column('loaded_by', sa.Integer(), nullable=True),
    sa.Column('items', sa.Integer(), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['loaded_by'], ['user.id'], name=op.f('fk_checklist_edition_loaded_by')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_checklist_edition'))
    )

    op.create_table('hazard_criterion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sector', sa.String(length=20), nullable=False),
    sa.Column('standard', sa.String(length=200), nullable=False),
    sa.Column('item', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('entered_by', sa.Integer(), nullable=True),
    sa.Column('entered_at', sa.DateTime(), nullable=False),
    sa.Column('checked_by', sa.Integer(), nullable=True),
    sa.Column('checked_on', sa.Date(), nullable=True),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['checked_by'], ['user.id'], name=op.f('fk_hazard_criterion_checked_by')),
    sa.ForeignKeyConstraint(['entered_by'], ['user.id'], name=op.f('fk_hazard_criterion_entered_by')),
    sa.ForeignKeyConstraint(['replaces_id'], ['hazard_criterion.id'], name=op.f('fk_hazard_criterion_replaces_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hazard_criterion'))
    )

    with op.batch_alter_table('hazard_criterion', schema=None) as batch_op:
        batch_op.create_index('ix_hazard_criterion_sector_standard', ['sector', 'standard'], unique=False)

    op.create_table('reward_scheme',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enterprise_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('in_force_on', sa.Date(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('set_by', sa.Integer(), nullable=True),
    sa.Column('set_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['enterprise_id'], ['enterprise.id'], name=op.f('fk_reward_scheme_enterprise_id')),
    sa.ForeignKeyConstraint(['set_by'], ['user.id'], name=op.f('fk_reward_scheme_set_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reward_scheme')),
    sa.UniqueConstraint('enterprise_id', name=op.f('uq_reward_scheme_enterprise_id'))
    )

    op.create_table('self_check_plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enterprise_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.String(length=40), nullable=True),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('begins_on', sa.Date(), nullable=False),
    sa.Column('content', sa.String(length=40), nullable=False),
    sa.Column('method', sa.String(length=20), nullable=False),
    sa.Column('responsible', sa.String(length=80), nullable=False),
    sa.Column('department', sa.String(length=80), nullable=False),
    sa.Column('next_on', sa.Date(), nullable=True),
    sa.Column('set_by', sa.Integer(), nullable=True),
    sa.Column('set_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['enterprise_id'], ['enterprise.id'], name=op.f('fk_self_check_plan_enterprise_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_self_check_plan_organisation_id')),
    sa.ForeignKeyConstraint(['set_by'], ['user.id'], name=op.f('fk_self_check_plan_set_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_self_check_plan')),
    sa.UniqueConstraint('enterprise_id', 'kind', name=op.f('uq_self_check_plan_enterprise_id_kind'))
    )

    with op.batch_alter_table('self_check_plan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_self_check_plan_next_on'), ['next_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_self_check_plan_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('self_check',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enterprise_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.String(length=40), nullable=True),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('begins_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('content', sa.String(length=40), nullable=False),
    sa.Column('method', sa.String(length=20), nullable=False),
    sa.Column('responsible', sa.String(length=80), nullable=False),
    sa.Column('department', sa.String(length=80), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=True),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('led_by_principal', sa.Boolean(), nullable=False),
    sa.Column('participants', sa.JSON(), nullable=False),
    sa.Column('items', sa.JSON(), nullable=False),
    sa.Column('process_note', sa.Text(), nullable=False),
    sa.Column('result', sa.Text(), nullable=False),
    sa.Column('carried_out_by', sa.Integer(), nullable=True),
    sa.Column('returned_reason', sa.Text(), nullable=False),
    sa.Column('signer', sa.String(length=80), nullable=False),
    sa.Column('signature', sa.Integer(), nullable=True),
    sa.Column('signed_by', sa.Integer(), nullable=True),
    sa.Column('filed_on', sa.Date(), nullable=True),
    sa.Column('missed_on', sa.Date(), nullable=True),
    sa.Column('instance_id', sa.String(length=36), nullable=True),
    sa.ForeignKeyConstraint(['carried_out_by'], ['user.id'], name=op.f('fk_self_check_carried_out_by')),
    sa.ForeignKeyConstraint(['enterprise_id'], ['enterprise.id'], name=op.f('fk_self_check_enterprise_id')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_self_check_instance_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_self_check_organisation_id')),
    sa.ForeignKeyConstraint(['signature'], ['attachment.id'], name=op.f('fk_self_check_signature')),
    sa.ForeignKeyConstraint(['signed_by'], ['user.id'], name=op.f('fk_self_check_signed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_self_check')),
    sa.UniqueConstraint('enterprise_id', 'kind', 'begins_on', name=op.f('uq_self_check_enterprise_id_kind_begins_on'))
    )

    with op.batch_alter_table('self_check', schema=None) as batch_op:
        batch_op.create_index('ix_self_check_enterprise_begins', ['enterprise_id', 'begins_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_self_check_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_self_check_status'), ['status'], unique=False)

    op.create_table('employee_reward',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hazard_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('reporter', sa.String(length=80), nullable=False),
    sa.Column('amount_yuan', sa.Numeric(precision=12, scale=2), nullable=False),
    sa.Column('granted_on', sa.Date(), nullable=False),
    sa.Column('ground', sa.String(length=200), nullable=False),
    sa.Column('by', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['user.id'], name=op.f('fk_employee_reward_by')),
    sa.ForeignKeyConstraint(['hazard_id'], ['hazard.id'], name=op.f('fk_employee_reward_hazard_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_employee_reward')),
    sa.UniqueConstraint('hazard_id', 'kind', name=op.f('uq_employee_reward_hazard_id_kind'))
    )

    op.create_table('hazard_disposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hazard_id', sa.Integer(), nullable=False),
    sa.Column('path', sa.String(length=20), nullable=False),
    sa.Column('ground', sa.Text(), nullable=False),
    sa.Column('evidence', sa.JSON(), nullable=False),
    sa.Column('asked_on', sa.Date(), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=True),
    sa.Column('result', sa.String(length=10), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('opinion', sa.Text(), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['asked_by'], ['user.id'], name=op.f('fk_hazard_disposal_asked_by')),
    sa.ForeignKeyConstraint(['decided_by'], ['user.id'], name=op.f('fk_hazard_disposal_decided_by')),
    sa.ForeignKeyConstraint(['hazard_id'], ['hazard.id'], name=op.f('fk_hazard_disposal_hazard_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hazard_disposal'))
    )

    with op.batch_alter_table('hazard_disposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hazard_disposal_hazard_id'), ['hazard_id'], unique=False)

    op.create_table('hazard_reading',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hazard_id', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('read_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_hazard_reading_document_id')),
    sa.ForeignKeyConstraint(['hazard_id'], ['hazard.id'], name=op.f('fk_hazard_reading_hazard_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_hazard_reading_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hazard_reading')),
    sa.UniqueConstraint('document_id', 'user_id', name=op.f('uq_hazard_reading_document_id_user_id'))
    )

    with op.batch_alter_table('hazard_reading', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hazard_reading_hazard_id'), ['hazard_id'], unique=False)

    op.create_table('hazard_sub_entry',
    sa.Column('hazard_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.String(length=40), nullable=False),
    sa.Column('sub_database', sa.String(length=40), nullable=False),
    sa.Column('sub_number', sa.String(length=60), nullable=False),
    sa.Column('job_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['hazard_id'], ['hazard.id'], name=op.f('fk_hazard_sub_entry_hazard_id')),
    sa.ForeignKeyConstraint(['job_id'], ['import_job.id'], name=op.f('fk_hazard_sub_entry_job_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_hazard_sub_entry_organisation_id')),
    sa.PrimaryKeyConstraint('hazard_id', name=op.f('pk_hazard_sub_entry')),
    sa.UniqueConstraint('organisation_id', 'sub_database', 'sub_number', name=op.f('uq_hazard_sub_entry_organisation_id_sub_database_sub_number'))
    )

    op.create_table('self_check_finding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('self_check_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.String(length=20), nullable=True),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('photos', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['checklist_item.id'], name=op.f('fk_self_check_finding_item_id')),
    sa.ForeignKeyConstraint(['self_check_id'], ['self_check.id'], name=op.f('fk_self_check_finding_self_check_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_self_check_finding'))
    )

    with op.batch_alter_table('self_check_finding', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_self_check_finding_self_check_id'), ['self_check_id'], unique=False)

    with op.batch_alter_table('hazard', schema=None) as batch_op:
        batch_op.drop_column('announced_on')
        batch_op.add_column(sa.Column('order_due_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('reinspection', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('unread_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('transfer_feedback_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('transfer_silent_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('raised_from_id', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('raised_on', sa.Date(), nullable=True))
        batch_op.create_index(batch_op.f('ix_hazard_unread_on'), ['unread_on'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_hazard_raised_from_id'), 'organisation', ['raised_from_id'], ['id'])

    with op.batch_alter_table('hazard_record', schema=None) as batch_op:
        batch_op.add_column(sa.Column('internal', sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table('import_job', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(length=20), server_default='enterprises', nullable=False))
        batch_op.add_column(sa.Column('options', sa.JSON(), server_default='{}', nullable=False))

    op.execute("DELETE FROM search_entry")  # hazards carry new marks; the next start writes the index anew


def downgrade():
    with op.batch_alter_table('import_job', schema=None) as batch_op:
        batch_op.drop_column('options')
        batch_op.drop_column('kind')

    with op.batch_alter_table('hazard_record', schema=None) as batch_op:
        batch_op.drop_column('internal')

    with op.batch_alter_table('hazard', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_hazard_raised_from_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_hazard_unread_on'))
        batch_op.drop_column('raised_on')
        batch_op.drop_column('raised_from_id')
        batch_op.drop_column('transfer_silent_on')
        batch_op.drop_column('transfer_feedback_on')
        batch_op.drop_column('unread_on')
        batch_op.drop_column('reinspection')
        batch_op.drop_column('order_due_on')
        batch_op.add_column(sa.Column('announced_on', sa.Date(), nullable=True))

    with op.batch_alter_table('self_check_finding', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_self_check_finding_self_check_id'))

    op.drop_table('self_check_finding')

    op.drop_table('hazard_sub_entry')

    with op.batch_alter_table('hazard_reading', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hazard_reading_hazard_id'))

    op.drop_table('hazard_reading')

    with op.batch_alter_table('hazard_disposal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hazard_disposal_hazard_id'))

    op.drop_table('hazard_disposal')

    op.drop_table('employee_reward')

    with op.batch_alter_table('self_check', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_self_check_status'))
        batch_op.drop_index(batch_op.f('ix_self_check_instance_id'))
        batch_op.drop_index('ix_self_check_enterprise_begins')

    op.drop_table('self_check')

    with op.batch_alter_table('self_check_plan', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_self_check_plan_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_self_check_plan_next_on'))

    op.drop_table('self_check_plan')

    op.drop_table('reward_scheme')

    with op.batch_alter_table('hazard_criterion', schema=None) as batch_op:
        batch_op.drop_index('ix_hazard_criterion_sector_standard')

    op.drop_table('hazard_criterion')

    op.drop_table('checklist_edition')
