"""Law as data: decision tables, breaches, recusals, substitutes, preservation, execution through the court."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('decision_table',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('is_verified', sa.Boolean(), nullable=False),
    sa.Column('is_shipped', sa.Boolean(), nullable=False),
    sa.Column('deployed_at', sa.DateTime(), nullable=False),
    sa.Column('deployed_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['deployed_by'], ['user.id'], name=op.f('fk_decision_table_deployed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision_table')),
    sa.UniqueConstraint('key', 'version', name=op.f('uq_decision_table_key_version'))
    )
    with op.batch_alter_table('decision_table', schema=None) as batch_op:
        batch_op.create_index('ix_decision_table_force', ['key', 'effective_from'], unique=False)
        batch_op.create_index(batch_op.f('ix_decision_table_sha256'), ['sha256'], unique=False)

    op.create_table('substitution',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('principal_id', sa.Integer(), nullable=False),
    sa.Column('substitute_id', sa.Integer(), nullable=False),
    sa.Column('roles', sa.JSON(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('named_at', sa.DateTime(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['principal_id'], ['user.id'], name=op.f('fk_substitution_principal_id')),
    sa.ForeignKeyConstraint(['substitute_id'], ['user.id'], name=op.f('fk_substitution_substitute_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_substitution'))
    )
    with op.batch_alter_table('substitution', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_substitution_principal_id'), ['principal_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_substitution_substitute_id'), ['substitute_id'], unique=False)

    op.create_table('decision_result',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('table_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('relevant_on', sa.Date(), nullable=False),
    sa.Column('inputs', sa.JSON(), nullable=False),
    sa.Column('value', sa.JSON(), nullable=True),
    sa.Column('fired', sa.JSON(), nullable=False),
    sa.Column('subject_kind', sa.String(length=40), nullable=True),
    sa.Column('subject_id', sa.String(length=40), nullable=True),
    sa.Column('instance_id', sa.String(length=36), nullable=True),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['user.id'], name=op.f('fk_decision_result_actor_id')),
    sa.ForeignKeyConstraint(['table_id'], ['decision_table.id'], name=op.f('fk_decision_result_table_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision_result'))
    )
    with op.batch_alter_table('decision_result', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_decision_result_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index('ix_decision_result_subject', ['subject_kind', 'subject_id', 'key'], unique=False)

    op.create_table('exclusion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('root_id', sa.String(length=36), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('successor_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('since', sa.DateTime(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['decided_by'], ['user.id'], name=op.f('fk_exclusion_decided_by')),
    sa.ForeignKeyConstraint(['root_id'], ['instance.id'], name=op.f('fk_exclusion_root_id')),
    sa.ForeignKeyConstraint(['successor_id'], ['user.id'], name=op.f('fk_exclusion_successor_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_exclusion_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exclusion')),
    sa.UniqueConstraint('root_id', 'user_id', name=op.f('uq_exclusion_root_id_user_id'))
    )
    op.create_table('preservation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('method', sa.String(length=12), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('holder', sa.String(length=200), nullable=False),
    sa.Column('items', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('keeper', sa.String(length=200), nullable=False),
    sa.Column('proposed_by', sa.Integer(), nullable=True),
    sa.Column('proposed_on', sa.Date(), nullable=False),
    sa.Column('notice_number', sa.String(length=80), nullable=True),
    sa.Column('started_on', sa.Date(), nullable=True),
    sa.Column('disposal', sa.String(length=12), nullable=True),
    sa.Column('disposal_note', sa.Text(), nullable=False),
    sa.Column('disposed_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_preservation_case_id')),
    sa.ForeignKeyConstraint(['proposed_by'], ['user.id'], name=op.f('fk_preservation_proposed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_preservation'))
    )
    with op.batch_alter_table('preservation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_preservation_case_id'), ['case_id'], unique=False)

    op.create_table('court_application',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('remedy', sa.String(length=12), nullable=False),
    sa.Column('remedy_on', sa.Date(), nullable=True),
    sa.Column('amount_yuan', sa.String(length=20), nullable=False),
    sa.Column('late_yuan', sa.String(length=20), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('late_reason', sa.Text(), nullable=False),
    sa.Column('party_opinion', sa.Text(), nullable=False),
    sa.Column('property_clues', sa.Text(), nullable=False),
    sa.Column('drafted_on', sa.Date(), nullable=False),
    sa.Column('drafted_by', sa.Integer(), nullable=True),
    sa.Column('submitted_on', sa.Date(), nullable=True),
    sa.Column('acceptance', sa.String(length=12), nullable=True),
    sa.Column('accepted_on', sa.Date(), nullable=True),
    sa.Column('court_number', sa.String(length=80), nullable=False),
    sa.Column('ruling', sa.String(length=12), nullable=True),
    sa.Column('ruled_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('result', sa.String(length=12), nullable=True),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['drafted_by'], ['user.id'], name=op.f('fk_court_application_drafted_by')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_court_application_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_court_application'))
    )
    with op.batch_alter_table('court_application', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_court_application_party_id'), ['party_id'], unique=False)

    op.create_table('recusal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('applicant', sa.String(length=12), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('ground', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('requested_on', sa.Date(), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('result', sa.String(length=12), nullable=True),
    sa.Column('decision_reason', sa.Text(), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('successor_id', sa.Integer(), nullable=True),
    sa.Column('collective', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_recusal_case_id')),
    sa.ForeignKeyConstraint(['decided_by'], ['user.id'], name=op.f('fk_recusal_decided_by')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_recusal_party_id')),
    sa.ForeignKeyConstraint(['recorded_by'], ['user.id'], name=op.f('fk_recusal_recorded_by')),
    sa.ForeignKeyConstraint(['successor_id'], ['user.id'], name=op.f('fk_recusal_successor_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_recusal_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recusal'))
    )
    with op.batch_alter_table('recusal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recusal_case_id'), ['case_id'], unique=False)

    op.create_table('breach',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('rule_id', sa.String(length=20), nullable=False),
    sa.Column('rule_version', sa.String(length=60), nullable=False),
    sa.Column('item', sa.String(length=10), nullable=True),
    sa.Column('subject', sa.String(length=30), nullable=False),
    sa.Column('tier', sa.String(length=20), nullable=False),
    sa.Column('conduct_on', sa.Date(), nullable=False),
    sa.Column('conduct', sa.Text(), nullable=False),
    sa.Column('violated', sa.String(length=500), nullable=False),
    sa.Column('violated_articles', sa.JSON(), nullable=False),
    sa.Column('basis', sa.String(length=500), nullable=False),
    sa.Column('given', sa.JSON(), nullable=False),
    sa.Column('min_yuan', sa.Numeric(precision=16, scale=2), nullable=True),
    sa.Column('max_yuan', sa.Numeric(precision=16, scale=2), nullable=True),
    sa.Column('suggested_low', sa.Numeric(precision=16, scale=2), nullable=True),
    sa.Column('suggested_high', sa.Numeric(precision=16, scale=2), nullable=True),
    sa.Column('sanctions', sa.JSON(), nullable=False),
    sa.Column('fine_yuan', sa.Numeric(precision=16, scale=2), nullable=True),
    sa.Column('gain_yuan', sa.Numeric(precision=16, scale=2), nullable=True),
    sa.Column('circumstances', sa.JSON(), nullable=False),
    sa.Column('circumstance_note', sa.Text(), nullable=False),
    sa.Column('circumstance_evidence', sa.JSON(), nullable=False),
    sa.Column('mitigated', sa.Boolean(), nullable=False),
    sa.Column('weighing', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_breach_proposal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_breach')),
    sa.UniqueConstraint('proposal_id', 'position', name=op.f('uq_breach_proposal_id_position'))
    )
    with op.batch_alter_table('breach', schema=None) as batch_op:
        batch_op.create_index('ix_breach_rule', ['rule_id', 'subject', 'tier'], unique=False)

    with op.batch_alter_table('period', schema=None) as batch_op:
        batch_op.add_column(sa.Column('extends_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('extension_reason', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('extension_approval', sa.String(length=200), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('extended_by', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_period_extends_id'), ['extends_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_period_extends_id'), 'period', ['extends_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_period_extended_by'), 'user', ['extended_by'], ['id'])

    with op.batch_alter_table('post', schema=None) as batch_op:
        batch_op.add_column(sa.Column('acting_document', sa.String(length=120), nullable=False, server_default=''))

    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ground', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('warnings', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('dual_reason', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('change_note', sa.Text(), nullable=False, server_default=''))

    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.add_column(sa.Column('number', sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column('served_on', sa.Date(), nullable=True))

    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.add_column(sa.Column('on_behalf_of', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_submission_on_behalf_of'), 'user', ['on_behalf_of'], ['id'])

    with op.batch_alter_table('work_item_signature', schema=None) as batch_op:
        batch_op.add_column(sa.Column('on_behalf_of', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_work_item_signature_on_behalf_of'), 'user', ['on_behalf_of'], ['id'])



def downgrade():
    with op.batch_alter_table('work_item_signature', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_work_item_signature_on_behalf_of'), type_='foreignkey')
        batch_op.drop_column('on_behalf_of')

    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_submission_on_behalf_of'), type_='foreignkey')
        batch_op.drop_column('on_behalf_of')

    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.drop_column('served_on')
        batch_op.drop_column('number')

    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_column('change_note')
        batch_op.drop_column('dual_reason')
        batch_op.drop_column('warnings')
        batch_op.drop_column('ground')

    with op.batch_alter_table('post', schema=None) as batch_op:
        batch_op.drop_column('acting_document')

    with op.batch_alter_table('period', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_period_extended_by'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_period_extends_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_period_extends_id'))
        batch_op.drop_column('extended_by')
        batch_op.drop_column('extension_approval')
        batch_op.drop_column('extension_reason')
        batch_op.drop_column('extends_id')

    with op.batch_alter_table('breach', schema=None) as batch_op:
        batch_op.drop_index('ix_breach_rule')

    op.drop_table('breach')
    with op.batch_alter_table('recusal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recusal_case_id'))

    op.drop_table('recusal')
    with op.batch_alter_table('court_application', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_court_application_party_id'))

    op.drop_table('court_application')
    with op.batch_alter_table('preservation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_preservation_case_id'))

    op.drop_table('preservation')
    op.drop_table('exclusion')
    with op.batch_alter_table('decision_result', schema=None) as batch_op:
        batch_op.drop_index('ix_decision_result_subject')
        batch_op.drop_index(batch_op.f('ix_decision_result_instance_id'))

    op.drop_table('decision_result')
    with op.batch_alter_table('substitution', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_substitution_substitute_id'))
        batch_op.drop_index(batch_op.f('ix_substitution_principal_id'))

    op.drop_table('substitution')
    with op.batch_alter_table('decision_table', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_decision_table_sha256'))
        batch_op.drop_index('ix_decision_table_force')

    op.drop_table('decision_table')
