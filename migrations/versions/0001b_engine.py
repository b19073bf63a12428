"""The engine: releases, instances, tasks, forms' answers, timers, incidents. Generated from the models."""

import sqlalchemy as sa
from alembic import op

revision = '0001b'
down_revision = '0001a'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('release',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('bundle_hash', sa.String(length=64), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('deployed_at', sa.DateTime(), nullable=False),
    sa.Column('deployed_by', sa.Integer(), nullable=True),
    sa.Column('starter_roles', sa.String(length=200), nullable=False),
    sa.Column('start_form', sa.String(length=80), nullable=True),
    sa.Column('pins', sa.JSON(), nullable=False),
    sa.Column('warnings', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['deployed_by'], ['user.id'], name=op.f('fk_release_deployed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release')),
    sa.UniqueConstraint('key', 'version', name=op.f('uq_release_key_version'))
    )

    with op.batch_alter_table('release', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_release_bundle_hash'), ['bundle_hash'], unique=False)
        batch_op.create_index(batch_op.f('ix_release_key'), ['key'], unique=False)

    op.create_table('instance',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('root_id', sa.String(length=36), nullable=False),
    sa.Column('parent_id', sa.String(length=36), nullable=True),
    sa.Column('token', sa.String(length=36), nullable=True),
    sa.Column('element', sa.String(length=80), nullable=True),
    sa.Column('key', sa.String(length=80), nullable=True),
    sa.Column('origin_id', sa.String(length=36), nullable=True),
    sa.Column('process_key', sa.String(length=80), nullable=False),
    sa.Column('release_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('outcome', sa.JSON(), nullable=False),
    sa.Column('state', sa.LargeBinary(), nullable=True),
    sa.Column('state_format', sa.String(length=12), nullable=False),
    sa.Column('undo_state', sa.LargeBinary(), nullable=True),
    sa.Column('undo_item_id', sa.String(length=36), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('subject_kind', sa.String(length=40), nullable=True),
    sa.Column('subject_id', sa.String(length=40), nullable=True),
    sa.Column('label', sa.String(length=300), nullable=False),
    sa.Column('organisation_id', sa.String(length=40), nullable=True),
    sa.Column('started_by', sa.Integer(), nullable=True),
    sa.Column('started_at', sa.DateTime(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_instance_organisation_id')),
    sa.ForeignKeyConstraint(['origin_id'], ['instance.id'], name=op.f('fk_instance_origin_id')),
    sa.ForeignKeyConstraint(['parent_id'], ['instance.id'], name=op.f('fk_instance_parent_id')),
    sa.ForeignKeyConstraint(['release_id'], ['release.id'], name=op.f('fk_instance_release_id')),
    sa.ForeignKeyConstraint(['started_by'], ['user.id'], name=op.f('fk_instance_started_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instance')),
    sa.UniqueConstraint('parent_id', 'token', 'key', name=op.f('uq_instance_parent_id_token_key'))
    )

    with op.batch_alter_table('instance', schema=None) as batch_op:
        batch_op.create_index('ix_instance_parent_token_status', ['parent_id', 'token', 'status'], unique=False)
        batch_op.create_index(batch_op.f('ix_instance_process_key'), ['process_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_instance_root_id'), ['root_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_instance_started_by'), ['started_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_instance_status'), ['status'], unique=False)
        batch_op.create_index('ix_instance_subject', ['subject_kind', 'subject_id'], unique=False)

    op.create_table('release_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('release_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['release_id'], ['release.id'], name=op.f('fk_release_file_release_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release_file')),
    sa.UniqueConstraint('release_id', 'kind', 'name', name=op.f('uq_release_file_release_id_kind_name'))
    )

    op.create_table('history',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('root_id', sa.String(length=36), nullable=False),
    sa.Column('instance_id', sa.String(length=36), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('actor_name', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('element', sa.String(length=80), nullable=True),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['user.id'], name=op.f('fk_history_actor_id')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_history_instance_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_history'))
    )

    with op.batch_alter_table('history', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_history_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index('ix_history_root', ['root_id', 'id'], unique=False)

    op.create_table('incident',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('instance_id', sa.String(length=36), nullable=False),
    sa.Column('root_id', sa.String(length=36), nullable=False),
    sa.Column('element', sa.String(length=80), nullable=True),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('technical', sa.Text(), nullable=False),
    sa.Column('token', sa.String(length=36), nullable=True),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('resolved_at', sa.DateTime(), nullable=True),
    sa.Column('resolved_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_incident_instance_id')),
    sa.ForeignKeyConstraint(['resolved_by'], ['user.id'], name=op.f('fk_incident_resolved_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incident'))
    )

    with op.batch_alter_table('incident', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_incident_instance_id'), ['instance_id'], unique=False)

    op.create_table('message_wait',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('instance_id', sa.String(length=36), nullable=False),
    sa.Column('root_id', sa.String(length=36), nullable=False),
    sa.Column('element', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('subject_kind', sa.String(length=40), nullable=True),
    sa.Column('subject_id', sa.String(length=40), nullable=True),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_message_wait_instance_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message_wait'))
    )

    with op.batch_alter_table('message_wait', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_message_wait_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index('ix_message_wait_name', ['name', 'subject_kind', 'subject_id'], unique=False)

    op.create_table('timer',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('instance_id', sa.String(length=36), nullable=False),
    sa.Column('root_id', sa.String(length=36), nullable=False),
    sa.Column('element', sa.String(length=80), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=True),
    sa.Column('period_id', sa.Integer(), nullable=True),
    sa.Column('failed', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_timer_instance_id')),
    sa.ForeignKeyConstraint(['period_id'], ['period.id'], name=op.f('fk_timer_period_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_timer'))
    )

    with op.batch_alter_table('timer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_timer_due_at'), ['due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_timer_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_timer_period_id'), ['period_id'], unique=False)

    op.create_table('work_item',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('instance_id', sa.String(length=36), nullable=False),
    sa.Column('root_id', sa.String(length=36), nullable=False),
    sa.Column('process_key', sa.String(length=80), nullable=False),
    sa.Column('element', sa.String(length=80), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('form_key', sa.String(length=80), nullable=True),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('subject_kind', sa.String(length=40), nullable=True),
    sa.Column('subject_id', sa.String(length=40), nullable=True),
    sa.Column('subject_label', sa.String(length=300), nullable=False),
    sa.Column('organisation_id', sa.String(length=40), nullable=True),
    sa.Column('assignee_id', sa.Integer(), nullable=True),
    sa.Column('claimed_at', sa.DateTime(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('due_at', sa.DateTime(), nullable=True),
    sa.Column('due_estimate', sa.Date(), nullable=True),
    sa.Column('sort_on', sa.Date(), nullable=False),
    sa.Column('period_id', sa.Integer(), nullable=True),
    sa.Column('period_rule', sa.String(length=60), nullable=True),
    sa.Column('basis', sa.String(length=300), nullable=False),
    sa.Column('law_step', sa.String(length=40), nullable=True),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('signatures_needed', sa.Integer(), nullable=False),
    sa.Column('returned_reason', sa.Text(), nullable=False),
    sa.Column('returned_count', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('closed_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['assignee_id'], ['user.id'], name=op.f('fk_work_item_assignee_id')),
    sa.ForeignKeyConstraint(['closed_by'], ['user.id'], name=op.f('fk_work_item_closed_by')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_work_item_instance_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_work_item_organisation_id')),
    sa.ForeignKeyConstraint(['period_id'], ['period.id'], name=op.f('fk_work_item_period_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_work_item'))
    )

    with op.batch_alter_table('work_item', schema=None) as batch_op:
        batch_op.create_index('ix_work_item_assignee', ['assignee_id', 'status', 'sort_on', 'id'], unique=False)
        batch_op.create_index('ix_work_item_closed', ['closed_by', 'closed_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_work_item_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index('ix_work_item_open', ['status', 'due_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_work_item_period_id'), ['period_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_work_item_root_id'), ['root_id'], unique=False)
        batch_op.create_index('ix_work_item_subject', ['subject_kind', 'subject_id'], unique=False)

    op.create_table('draft',
    sa.Column('work_item_id', sa.String(length=36), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('saved_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_draft_user_id')),
    sa.ForeignKeyConstraint(['work_item_id'], ['work_item.id'], name=op.f('fk_draft_work_item_id')),
    sa.PrimaryKeyConstraint('work_item_id', 'user_id', name=op.f('pk_draft'))
    )

    op.create_table('submission',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('work_item_id', sa.String(length=36), nullable=True),
    sa.Column('instance_id', sa.String(length=36), nullable=False),
    sa.Column('root_id', sa.String(length=36), nullable=False),
    sa.Column('element', sa.String(length=80), nullable=False),
    sa.Column('form_key', sa.String(length=80), nullable=True),
    sa.Column('form_hash', sa.String(length=64), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('submitted_at', sa.DateTime(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_submission_instance_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_submission_user_id')),
    sa.ForeignKeyConstraint(['work_item_id'], ['work_item.id'], name=op.f('fk_submission_work_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submission'))
    )

    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.create_index('ix_submission_element', ['instance_id', 'element'], unique=False)
        batch_op.create_index(batch_op.f('ix_submission_root_id'), ['root_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_submission_work_item_id'), ['work_item_id'], unique=False)

    op.create_table('work_item_candidate',
    sa.Column('work_item_id', sa.String(length=36), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=False),
    sa.Column('organisation_id', sa.String(length=40), nullable=True),
    sa.Column('open_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_work_item_candidate_organisation_id')),
    sa.ForeignKeyConstraint(['work_item_id'], ['work_item.id'], name=op.f('fk_work_item_candidate_work_item_id')),
    sa.PrimaryKeyConstraint('work_item_id', 'role', name=op.f('pk_work_item_candidate'))
    )

    with op.batch_alter_table('work_item_candidate', schema=None) as batch_op:
        batch_op.create_index('ix_candidate_role', ['role', 'organisation_id', 'open_on', 'work_item_id'], unique=False)

    op.create_table('work_item_signature',
    sa.Column('work_item_id', sa.String(length=36), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('badge_no', sa.String(length=60), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('answers_hash', sa.String(length=64), nullable=False),
    sa.Column('signed_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_work_item_signature_user_id')),
    sa.ForeignKeyConstraint(['work_item_id'], ['work_item.id'], name=op.f('fk_work_item_signature_work_item_id')),
    sa.PrimaryKeyConstraint('work_item_id', 'user_id', name=op.f('pk_work_item_signature'))
    )


def downgrade():
    op.drop_table('work_item_signature')
    with op.batch_alter_table('work_item_candidate', schema=None) as batch_op:
        batch_op.drop_index('ix_candidate_role')
    op.drop_table('work_item_candidate')
    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_submission_work_item_id'))
        batch_op.drop_index(batch_op.f('ix_submission_root_id'))
        batch_op.drop_index('ix_submission_element')
    op.drop_table('submission')
    op.drop_table('draft')
    with op.batch_alter_table('work_item', schema=None) as batch_op:
        batch_op.drop_index('ix_work_item_subject')
        batch_op.drop_index(batch_op.f('ix_work_item_root_id'))
        batch_op.drop_index(batch_op.f('ix_work_item_period_id'))
        batch_op.drop_index('ix_work_item_open')
        batch_op.drop_index(batch_op.f('ix_work_item_instance_id'))
        batch_op.drop_index('ix_work_item_closed')
        batch_op.drop_index('ix_work_item_assignee')
    op.drop_table('work_item')
    with op.batch_alter_table('timer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_timer_period_id'))
        batch_op.drop_index(batch_op.f('ix_timer_instance_id'))
        batch_op.drop_index(batch_op.f('ix_timer_due_at'))
    op.drop_table('timer')
    with op.batch_alter_table('message_wait', schema=None) as batch_op:
        batch_op.drop_index('ix_message_wait_name')
        batch_op.drop_index(batch_op.f('ix_message_wait_instance_id'))
    op.drop_table('message_wait')
    with op.batch_alter_table('incident', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_incident_instance_id'))
    op.drop_table('incident')
    with op.batch_alter_table('history', schema=None) as batch_op:
        batch_op.drop_index('ix_history_root')
        batch_op.drop_index(batch_op.f('ix_history_instance_id'))
    op.drop_table('history')
    op.drop_table('release_file')
    with op.batch_alter_table('instance', schema=None) as batch_op:
        batch_op.drop_index('ix_instance_subject')
        batch_op.drop_index(batch_op.f('ix_instance_status'))
        batch_op.drop_index(batch_op.f('ix_instance_started_by'))
        batch_op.drop_index(batch_op.f('ix_instance_root_id'))
        batch_op.drop_index(batch_op.f('ix_instance_process_key'))
        batch_op.drop_index('ix_instance_parent_token_status')
    op.drop_table('instance')
    with op.batch_alter_table('release', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_release_key'))
        batch_op.drop_index(batch_op.f('ix_release_bundle_hash'))
    op.drop_table('release')
