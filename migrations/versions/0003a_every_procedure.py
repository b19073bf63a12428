"""Every procedure: relief, supply cut-offs, service, remedies, penalties on the spot."""

import sqlalchemy as sa
from alembic import op

revision = '0003a'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('delivery_address',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('root_id', sa.String(length=36), nullable=False),
    sa.Column('matter_root_id', sa.String(length=36), nullable=True),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('addressee', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('recipient', sa.String(length=80), nullable=False),
    sa.Column('electronic', sa.Boolean(), nullable=False),
    sa.Column('system', sa.String(length=120), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=True),
    sa.Column('scans', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery_address')),
    sa.UniqueConstraint('root_id', name=op.f('uq_delivery_address_root_id'))
    )

    with op.batch_alter_table('delivery_address', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_delivery_address_matter_root_id'), ['matter_root_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_delivery_address_party_id'), ['party_id'], unique=False)

    op.create_table('period_length',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('rule_id', sa.String(length=60), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('length', sa.Integer(), nullable=False),
    sa.Column('document', sa.String(length=200), nullable=False),
    sa.Column('set_by', sa.Integer(), nullable=True),
    sa.Column('set_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['set_by'], ['user.id'], name=op.f('fk_period_length_set_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_period_length'))
    )

    with op.batch_alter_table('period_length', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_period_length_rule_id'), ['rule_id'], unique=False)

    op.create_table('delivery_attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('method', sa.String(length=20), nullable=False),
    sa.Column('failure', sa.String(length=30), nullable=False),
    sa.Column('attempted_at', sa.String(length=20), nullable=False),
    sa.Column('dispatched_on', sa.Date(), nullable=True),
    sa.Column('mail_number', sa.String(length=60), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('account', sa.Text(), nullable=False),
    sa.Column('deliverers', sa.JSON(), nullable=False),
    sa.Column('evidence', sa.JSON(), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_delivery_attempt_document_id')),
    sa.ForeignKeyConstraint(['recorded_by'], ['user.id'], name=op.f('fk_delivery_attempt_recorded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery_attempt'))
    )

    with op.batch_alter_table('delivery_attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_delivery_attempt_document_id'), ['document_id'], unique=False)

    op.create_table('paper_correction',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('root_id', sa.String(length=36), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('slips', sa.JSON(), nullable=False),
    sa.Column('redo', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('proposed_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_paper_correction_document_id')),
    sa.ForeignKeyConstraint(['proposed_by'], ['user.id'], name=op.f('fk_paper_correction_proposed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_correction')),
    sa.UniqueConstraint('root_id', name=op.f('uq_paper_correction_root_id'))
    )

    with op.batch_alter_table('paper_correction', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_paper_correction_document_id'), ['document_id'], unique=False)

    op.create_table('public_notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('root_id', sa.String(length=36), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('ground', sa.String(length=30), nullable=False),
    sa.Column('account', sa.Text(), nullable=False),
    sa.Column('officers', sa.JSON(), nullable=False),
    sa.Column('medium', sa.String(length=200), nullable=False),
    sa.Column('published_on', sa.Date(), nullable=True),
    sa.Column('effective_on', sa.Date(), nullable=True),
    sa.Column('proof', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_public_notice_document_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_public_notice')),
    sa.UniqueConstraint('document_id', name=op.f('uq_public_notice_document_id'))
    )

    with op.batch_alter_table('public_notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_public_notice_root_id'), ['root_id'], unique=False)

    op.create_table('simple_penalty',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('root_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.String(length=80), nullable=True),
    sa.Column('organisation_id', sa.String(length=40), nullable=True),
    sa.Column('enterprise_id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=True),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('officers', sa.JSON(), nullable=False),
    sa.Column('party', sa.JSON(), nullable=False),
    sa.Column('found_at', sa.DateTime(), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('cause', sa.String(length=200), nullable=False),
    sa.Column('facts', sa.Text(), nullable=False),
    sa.Column('violated', sa.String(length=500), nullable=False),
    sa.Column('violated_articles', sa.JSON(), nullable=False),
    sa.Column('basis', sa.String(length=500), nullable=False),
    sa.Column('basis_articles', sa.JSON(), nullable=False),
    sa.Column('photos', sa.JSON(), nullable=False),
    sa.Column('told_warning', sa.Boolean(), nullable=False),
    sa.Column('told_fine_yuan', sa.Numeric(precision=16, scale=2), nullable=True),
    sa.Column('statement', sa.Text(), nullable=False),
    sa.Column('adoption', sa.String(length=20), nullable=False),
    sa.Column('adoption_reason', sa.String(length=300), nullable=False),
    sa.Column('warning', sa.Boolean(), nullable=False),
    sa.Column('fine_yuan', sa.Numeric(precision=16, scale=2), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('collect_way', sa.String(length=8), nullable=False),
    sa.Column('collect_ground', sa.String(length=400), nullable=False),
    sa.Column('collected_on', sa.Date(), nullable=True),
    sa.Column('handed_in_on', sa.Date(), nullable=True),
    sa.Column('cashier', sa.String(length=60), nullable=False),
    sa.Column('deposited_on', sa.Date(), nullable=True),
    sa.Column('slip_no', sa.String(length=60), nullable=False),
    sa.Column('paid_on', sa.Date(), nullable=True),
    sa.Column('receipt_no', sa.String(length=60), nullable=False),
    sa.Column('late_yuan', sa.Numeric(precision=16, scale=2), nullable=True),
    sa.Column('payment_due_on', sa.Date(), nullable=True),
    sa.Column('execution_note', sa.Text(), nullable=False),
    sa.Column('execution_ended_on', sa.Date(), nullable=True),
    sa.Column('reported_on', sa.Date(), nullable=True),
    sa.Column('report_note', sa.Text(), nullable=False),
    sa.Column('report_result', sa.String(length=8), nullable=False),
    sa.Column('report_opinion', sa.Text(), nullable=False),
    sa.Column('lapses', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['enterprise_id'], ['enterprise.id'], name=op.f('fk_simple_penalty_enterprise_id')),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_simple_penalty_inspection_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_simple_penalty_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_simple_penalty')),
    sa.UniqueConstraint('number', name=op.f('uq_simple_penalty_number')),
    sa.UniqueConstraint('root_id', name=op.f('uq_simple_penalty_root_id'))
    )

    with op.batch_alter_table('simple_penalty', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_simple_penalty_decided_on'), ['decided_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_simple_penalty_enterprise_id'), ['enterprise_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_simple_penalty_inspection_id'), ['inspection_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_simple_penalty_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('power_cutoff',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('measure_id', sa.Integer(), nullable=False),
    sa.Column('root_id', sa.String(length=36), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('supplier', sa.String(length=200), nullable=False),
    sa.Column('scope', sa.String(length=300), nullable=False),
    sa.Column('kept_supply', sa.String(length=300), nullable=False),
    sa.Column('refusal', sa.Text(), nullable=False),
    sa.Column('danger', sa.Text(), nullable=False),
    sa.Column('evidence', sa.JSON(), nullable=False),
    sa.Column('emergency', sa.Boolean(), nullable=False),
    sa.Column('emergency_reason', sa.Text(), nullable=False),
    sa.Column('stop_at', sa.DateTime(), nullable=False),
    sa.Column('proposed_on', sa.Date(), nullable=False),
    sa.Column('approved_by', sa.Integer(), nullable=True),
    sa.Column('approved_on', sa.Date(), nullable=True),
    sa.Column('notified_at', sa.DateTime(), nullable=True),
    sa.Column('stopped_at', sa.DateTime(), nullable=True),
    sa.Column('supplier_receiver', sa.String(length=60), nullable=False),
    sa.Column('receipt', sa.JSON(), nullable=False),
    sa.Column('complied_on', sa.Date(), nullable=True),
    sa.Column('compliance', sa.Text(), nullable=False),
    sa.Column('reminded_on', sa.JSON(), nullable=False),
    sa.Column('lifted_on', sa.Date(), nullable=True),
    sa.Column('restored_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['approved_by'], ['user.id'], name=op.f('fk_power_cutoff_approved_by')),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_power_cutoff_inspection_id')),
    sa.ForeignKeyConstraint(['measure_id'], ['on_site_measure.id'], name=op.f('fk_power_cutoff_measure_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_power_cutoff')),
    sa.UniqueConstraint('root_id', name=op.f('uq_power_cutoff_root_id'))
    )

    with op.batch_alter_table('power_cutoff', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_power_cutoff_inspection_id'), ['inspection_id'], unique=False)

    op.create_table('payment_relief',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('root_id', sa.String(length=36), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('difficulty', sa.Text(), nullable=False),
    sa.Column('requested', sa.JSON(), nullable=False),
    sa.Column('application', sa.JSON(), nullable=False),
    sa.Column('proofs', sa.JSON(), nullable=False),
    sa.Column('late_reason', sa.Text(), nullable=False),
    sa.Column('advice', sa.String(length=12), nullable=False),
    sa.Column('opinion', sa.Text(), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_payment_relief_party_id')),
    sa.ForeignKeyConstraint(['recorded_by'], ['user.id'], name=op.f('fk_payment_relief_recorded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_relief')),
    sa.UniqueConstraint('root_id', name=op.f('uq_payment_relief_root_id'))
    )

    with op.batch_alter_table('payment_relief', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_payment_relief_party_id'), ['party_id'], unique=False)

    op.create_table('remedy',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('root_id', sa.String(length=36), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('simplified', sa.Boolean(), nullable=False),
    sa.Column('authority', sa.String(length=200), nullable=False),
    sa.Column('number', sa.String(length=80), nullable=False),
    sa.Column('accepted_on', sa.Date(), nullable=False),
    sa.Column('copy_received_on', sa.Date(), nullable=False),
    sa.Column('claims', sa.Text(), nullable=False),
    sa.Column('notice', sa.JSON(), nullable=False),
    sa.Column('answer', sa.JSON(), nullable=False),
    sa.Column('answer_due_on', sa.Date(), nullable=True),
    sa.Column('answered_on', sa.Date(), nullable=True),
    sa.Column('events', sa.JSON(), nullable=False),
    sa.Column('stay_number', sa.String(length=80), nullable=False),
    sa.Column('result', sa.String(length=12), nullable=True),
    sa.Column('result_number', sa.String(length=80), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('result_note', sa.Text(), nullable=False),
    sa.Column('changed_yuan', sa.Numeric(precision=16, scale=2), nullable=True),
    sa.Column('redo', sa.String(length=12), nullable=False),
    sa.Column('opinion_received_on', sa.Date(), nullable=True),
    sa.Column('corrected_on', sa.Date(), nullable=True),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_remedy_party_id')),
    sa.ForeignKeyConstraint(['recorded_by'], ['user.id'], name=op.f('fk_remedy_recorded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_remedy')),
    sa.UniqueConstraint('root_id', name=op.f('uq_remedy_root_id'))
    )

    with op.batch_alter_table('remedy', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_remedy_party_id'), ['party_id'], unique=False)

    op.create_table('instalment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('relief_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('amount_yuan', sa.Numeric(precision=16, scale=2), nullable=False),
    sa.ForeignKeyConstraint(['relief_id'], ['payment_relief.id'], name=op.f('fk_instalment_relief_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instalment')),
    sa.UniqueConstraint('relief_id', 'position', name=op.f('uq_instalment_relief_id_position'))
    )

    with op.batch_alter_table('instalment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_instalment_relief_id'), ['relief_id'], unique=False)

    op.create_table('late_pause',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('ground', sa.String(length=40), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_late_pause_decision_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_late_pause'))
    )

    with op.batch_alter_table('late_pause', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_late_pause_decision_id'), ['decision_id'], unique=False)

    with op.batch_alter_table('breach', schema=None) as batch_op:
        batch_op.add_column(sa.Column('law_choice', sa.String(length=10), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('law_reason', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('tier_facts', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('benchmark', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('deviation', sa.Text(), nullable=False, server_default=''))

    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.add_column(sa.Column('filing', sa.JSON(), nullable=False, server_default='{}'))

    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('changed_from_yuan', sa.Numeric(precision=16, scale=2), nullable=True))
        batch_op.add_column(sa.Column('void_ground', sa.String(length=12), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('voided_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('refund_yuan', sa.Numeric(precision=16, scale=2), nullable=True))
        batch_op.add_column(sa.Column('refunded_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('late_waived_yuan', sa.Numeric(precision=16, scale=2), nullable=True))

    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.add_column(sa.Column('recordings', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('through', sa.String(length=120), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('mail_number', sa.String(length=60), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('dispatched_on', sa.Date(), nullable=True))

    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.add_column(sa.Column('hazard', sa.JSON(), nullable=False, server_default='{}'))

    with op.batch_alter_table('hearing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hearing_hearing_at'), ['hearing_at'], unique=False)

    with op.batch_alter_table('inspection', schema=None) as batch_op:
        batch_op.add_column(sa.Column('yearly_count', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('yearly_limit', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('separate_reason', sa.String(length=300), server_default='', nullable=False))

    with op.batch_alter_table('party', schema=None) as batch_op:
        batch_op.add_column(sa.Column('round', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('follows_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('round_kind', sa.String(length=12), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('round_terms', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.drop_constraint(batch_op.f('uq_party_case_id_kind_id_no'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_party_case_id_kind_id_no_round'), ['case_id', 'kind', 'id_no', 'round'])
        batch_op.create_foreign_key(batch_op.f('fk_party_follows_id'), 'party', ['follows_id'], ['id'])

    with op.batch_alter_table('period', schema=None) as batch_op:
        batch_op.add_column(sa.Column('granted_until', sa.Date(), nullable=True))

    with op.batch_alter_table('preservation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('holder_kind', sa.String(length=10), nullable=False, server_default='entity'))
        batch_op.add_column(sa.Column('emergency_reason', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('seized_at', sa.String(length=20), nullable=False, server_default=''))

    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.add_column(sa.Column('uniform', sa.JSON(), nullable=False, server_default='[]'))

    with op.batch_alter_table('transfer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('root_id', sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column('case_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('status', sa.String(length=12), server_default='accepted', nullable=False))
        batch_op.add_column(sa.Column('ground', sa.String(length=16), server_default='duty', nullable=False))
        batch_op.add_column(sa.Column('materials', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('replied_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('receipt_number', sa.String(length=80), server_default='', nullable=False))
        batch_op.add_column(sa.Column('refusal', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('urgings', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('settlement', sa.Text(), server_default='', nullable=False))
        batch_op.alter_column('inspection_id',
               existing_type=sa.INTEGER(),
               nullable=True)
        batch_op.alter_column('transferred_on',
               existing_type=sa.DATE(),
               nullable=True)
        batch_op.create_index(batch_op.f('ix_transfer_case_id'), ['case_id'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_transfer_root_id'), ['root_id'])
        batch_op.create_foreign_key(batch_op.f('fk_transfer_case_id'), 'case', ['case_id'], ['id'])


def downgrade():
    op.execute("DELETE FROM transfer WHERE inspection_id IS NULL OR transferred_on IS NULL")  # the older table knows none
    with op.batch_alter_table('transfer', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_transfer_case_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_transfer_root_id'), type_='unique')
        batch_op.drop_index(batch_op.f('ix_transfer_case_id'))
        batch_op.alter_column('transferred_on',
               existing_type=sa.DATE(),
               nullable=False)
        batch_op.alter_column('inspection_id',
               existing_type=sa.INTEGER(),
               nullable=False)
        batch_op.drop_column('settlement')
        batch_op.drop_column('urgings')
        batch_op.drop_column('refusal')
        batch_op.drop_column('receipt_number')
        batch_op.drop_column('replied_on')
        batch_op.drop_column('materials')
        batch_op.drop_column('ground')
        batch_op.drop_column('status')
        batch_op.drop_column('case_id')
        batch_op.drop_column('root_id')
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_column('uniform')
    with op.batch_alter_table('preservation', schema=None) as batch_op:
        batch_op.drop_column('seized_at')
        batch_op.drop_column('emergency_reason')
        batch_op.drop_column('holder_kind')
    with op.batch_alter_table('period', schema=None) as batch_op:
        batch_op.drop_column('granted_until')
    with op.batch_alter_table('party', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_party_follows_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_party_case_id_kind_id_no_round'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_party_case_id_kind_id_no'), ['case_id', 'kind', 'id_no'])
        batch_op.drop_column('round_terms')
        batch_op.drop_column('round_kind')
        batch_op.drop_column('follows_id')
        batch_op.drop_column('round')
    with op.batch_alter_table('inspection', schema=None) as batch_op:
        batch_op.drop_column('separate_reason')
        batch_op.drop_column('yearly_limit')
        batch_op.drop_column('yearly_count')
    with op.batch_alter_table('hearing', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hearing_hearing_at'))
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.drop_column('hazard')
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.drop_column('dispatched_on')
        batch_op.drop_column('mail_number')
        batch_op.drop_column('through')
        batch_op.drop_column('recordings')
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_column('late_waived_yuan')
        batch_op.drop_column('refunded_on')
        batch_op.drop_column('refund_yuan')
        batch_op.drop_column('voided_on')
        batch_op.drop_column('void_ground')
        batch_op.drop_column('changed_from_yuan')
    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.drop_column('filing')
    with op.batch_alter_table('breach', schema=None) as batch_op:
        batch_op.drop_column('deviation')
        batch_op.drop_column('benchmark')
        batch_op.drop_column('tier_facts')
        batch_op.drop_column('law_reason')
        batch_op.drop_column('law_choice')
    with op.batch_alter_table('late_pause', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_late_pause_decision_id'))
    op.drop_table('late_pause')
    with op.batch_alter_table('instalment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_instalment_relief_id'))
    op.drop_table('instalment')
    with op.batch_alter_table('remedy', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_remedy_party_id'))
    op.drop_table('remedy')
    with op.batch_alter_table('payment_relief', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_payment_relief_party_id'))
    op.drop_table('payment_relief')
    with op.batch_alter_table('power_cutoff', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_power_cutoff_inspection_id'))
    op.drop_table('power_cutoff')
    with op.batch_alter_table('simple_penalty', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_simple_penalty_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_simple_penalty_inspection_id'))
        batch_op.drop_index(batch_op.f('ix_simple_penalty_enterprise_id'))
        batch_op.drop_index(batch_op.f('ix_simple_penalty_decided_on'))
    op.drop_table('simple_penalty')
    with op.batch_alter_table('public_notice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_public_notice_root_id'))
    op.drop_table('public_notice')
    with op.batch_alter_table('paper_correction', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_paper_correction_document_id'))
    op.drop_table('paper_correction')
    with op.batch_alter_table('delivery_attempt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_delivery_attempt_document_id'))
    op.drop_table('delivery_attempt')
    with op.batch_alter_table('period_length', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_period_length_rule_id'))
    op.drop_table('period_length')
    with op.batch_alter_table('delivery_address', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_delivery_address_party_id'))
        batch_op.drop_index(batch_op.f('ix_delivery_address_matter_root_id'))
    op.drop_table('delivery_address')
