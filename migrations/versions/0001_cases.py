"""Cases, their parties, hearings, decisions and referrals. A database at 0001 has 0001a to 0001c, too. Generated from the models."""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = '0001c'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('case',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=80), nullable=True),
    sa.Column('enterprise_id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=True),
    sa.Column('root_id', sa.String(length=36), nullable=True),
    sa.Column('organisation_id', sa.String(length=40), nullable=True),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('discovered_on', sa.Date(), nullable=False),
    sa.Column('cause', sa.String(length=300), nullable=False),
    sa.Column('facts', sa.Text(), nullable=False),
    sa.Column('basis', sa.String(length=500), nullable=False),
    sa.Column('basis_articles', sa.JSON(), nullable=False),
    sa.Column('conduct_on', sa.Date(), nullable=False),
    sa.Column('harmful', sa.Boolean(), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('applied_on', sa.Date(), nullable=False),
    sa.Column('filed_on', sa.Date(), nullable=True),
    sa.Column('next_step', sa.String(length=30), nullable=False),
    sa.Column('plan', sa.Text(), nullable=False),
    sa.Column('conclusion', sa.JSON(), nullable=False),
    sa.Column('concluded_on', sa.Date(), nullable=True),
    sa.Column('withdrawal_ground', sa.Text(), nullable=False),
    sa.Column('closure', sa.JSON(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('archive', sa.JSON(), nullable=False),
    sa.Column('archived_on', sa.Date(), nullable=True),
    sa.Column('created_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['created_by'], ['user.id'], name=op.f('fk_case_created_by')),
    sa.ForeignKeyConstraint(['enterprise_id'], ['enterprise.id'], name=op.f('fk_case_enterprise_id')),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_case_inspection_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_case_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case')),
    sa.UniqueConstraint('number', name=op.f('uq_case_number'))
    )

    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_enterprise_id'), ['enterprise_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_inspection_id'), ['inspection_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_root_id'), ['root_id'], unique=False)
        batch_op.create_index('ix_case_status', ['status', 'filed_on'], unique=False)

    op.create_table('case_officer',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('badge_no', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_case_officer_case_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_case_officer_user_id')),
    sa.PrimaryKeyConstraint('case_id', 'user_id', name=op.f('pk_case_officer'))
    )

    with op.batch_alter_table('case_officer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_officer_user_id'), ['user_id'], unique=False)

    op.create_table('evidence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('proves', sa.Text(), nullable=False),
    sa.Column('obtained_on', sa.Date(), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('provider', sa.String(length=200), nullable=False),
    sa.Column('files', sa.JSON(), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_evidence_case_id')),
    sa.ForeignKeyConstraint(['recorded_by'], ['user.id'], name=op.f('fk_evidence_recorded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence')),
    sa.UniqueConstraint('case_id', 'number', name=op.f('uq_evidence_case_id_number'))
    )

    op.create_table('inquiry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('employer', sa.String(length=200), nullable=False),
    sa.Column('appear_at', sa.DateTime(), nullable=True),
    sa.Column('notice', sa.JSON(), nullable=False),
    sa.Column('record', sa.JSON(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=True),
    sa.Column('session_no', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_inquiry_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inquiry'))
    )

    with op.batch_alter_table('inquiry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inquiry_case_id'), ['case_id'], unique=False)

    op.create_table('party',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('capacity', sa.String(length=40), nullable=False),
    sa.Column('enterprise_id', sa.Integer(), nullable=False),
    sa.Column('enterprise_person_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('id_no', sa.String(length=40), nullable=False),
    sa.Column('legal_representative', sa.String(length=80), nullable=False),
    sa.Column('position', sa.String(length=80), nullable=False),
    sa.Column('employer_name', sa.String(length=200), nullable=False),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('stage', sa.String(length=20), nullable=False),
    sa.Column('outcome', sa.String(length=20), nullable=True),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('notice', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_party_case_id')),
    sa.ForeignKeyConstraint(['enterprise_id'], ['enterprise.id'], name=op.f('fk_party_enterprise_id')),
    sa.ForeignKeyConstraint(['enterprise_person_id'], ['enterprise_person.id'], name=op.f('fk_party_enterprise_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_party')),
    sa.UniqueConstraint('case_id', 'kind', 'id_no', name=op.f('uq_party_case_id_kind_id_no'))
    )

    with op.batch_alter_table('party', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_party_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_party_name'), ['name'], unique=False)

    op.create_table('approval',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('step', sa.String(length=40), nullable=False),
    sa.Column('result', sa.String(length=12), nullable=False),
    sa.Column('opinion', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('given_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_approval_case_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_approval_party_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_approval_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_approval'))
    )

    with op.batch_alter_table('approval', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_approval_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_approval_party_id'), ['party_id'], unique=False)

    op.create_table('hearing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('applied_on', sa.Date(), nullable=False),
    sa.Column('hearing_at', sa.DateTime(), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('is_public', sa.Boolean(), nullable=False),
    sa.Column('closed_reason', sa.String(length=300), nullable=False),
    sa.Column('presider_id', sa.Integer(), nullable=False),
    sa.Column('members', sa.JSON(), nullable=False),
    sa.Column('recorder_name', sa.String(length=80), nullable=False),
    sa.Column('notice_delivered_on', sa.Date(), nullable=True),
    sa.Column('result', sa.String(length=12), nullable=True),
    sa.Column('record', sa.JSON(), nullable=False),
    sa.Column('report', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_hearing_party_id')),
    sa.ForeignKeyConstraint(['presider_id'], ['user.id'], name=op.f('fk_hearing_presider_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hearing'))
    )

    with op.batch_alter_table('hearing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hearing_party_id'), ['party_id'], unique=False)

    op.create_table('proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('party_kind', sa.String(length=10), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=20), nullable=False),
    sa.Column('sanctions', sa.JSON(), nullable=False),
    sa.Column('fine_yuan', sa.Numeric(precision=16, scale=2), nullable=True),
    sa.Column('gain_yuan', sa.Numeric(precision=16, scale=2), nullable=True),
    sa.Column('facts', sa.Text(), nullable=False),
    sa.Column('violated', sa.String(length=500), nullable=False),
    sa.Column('violated_articles', sa.JSON(), nullable=False),
    sa.Column('basis', sa.String(length=500), nullable=False),
    sa.Column('basis_articles', sa.JSON(), nullable=False),
    sa.Column('discretion_note', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('facts_changed', sa.Boolean(), nullable=False),
    sa.Column('education', sa.Text(), nullable=False),
    sa.Column('proposed_on', sa.Date(), nullable=False),
    sa.Column('approved_on', sa.Date(), nullable=True),
    sa.Column('threshold_id', sa.String(length=60), nullable=True),
    sa.Column('hearing_triggers', sa.JSON(), nullable=False),
    sa.Column('deliberation_triggers', sa.JSON(), nullable=False),
    sa.Column('notice_number', sa.String(length=80), nullable=True),
    sa.Column('notified_on', sa.Date(), nullable=True),
    sa.Column('created_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['created_by'], ['user.id'], name=op.f('fk_proposal_created_by')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_proposal_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal')),
    sa.UniqueConstraint('party_id', 'version', name=op.f('uq_proposal_party_id_version'))
    )

    op.create_table('referral',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('instance_id', sa.String(length=36), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('suspected_crime', sa.String(length=200), nullable=False),
    sa.Column('group', sa.JSON(), nullable=False),
    sa.Column('facts', sa.Text(), nullable=False),
    sa.Column('basis', sa.String(length=400), nullable=False),
    sa.Column('opinion', sa.Text(), nullable=False),
    sa.Column('reported_at', sa.DateTime(), nullable=True),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('head_opinion', sa.Text(), nullable=False),
    sa.Column('acting_ground', sa.String(length=200), nullable=False),
    sa.Column('transferred_at', sa.DateTime(), nullable=True),
    sa.Column('police_receiver', sa.String(length=60), nullable=False),
    sa.Column('copied_on', sa.Date(), nullable=True),
    sa.Column('procuratorate_receiver', sa.String(length=60), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['decided_by'], ['user.id'], name=op.f('fk_referral_decided_by')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_referral_instance_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_referral_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_referral')),
    sa.UniqueConstraint('instance_id', name=op.f('uq_referral_instance_id'))
    )

    with op.batch_alter_table('referral', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_referral_party_id'), ['party_id'], unique=False)

    op.create_table('reminder',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('late_yuan', sa.String(length=20), nullable=False),
    sa.Column('noted_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['noted_by'], ['user.id'], name=op.f('fk_reminder_noted_by')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_reminder_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder'))
    )

    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reminder_party_id'), ['party_id'], unique=False)

    op.create_table('decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=20), nullable=False),
    sa.Column('fine_yuan', sa.Numeric(precision=16, scale=2), nullable=True),
    sa.Column('opinion', sa.Text(), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('delivered_on', sa.Date(), nullable=True),
    sa.Column('payment_due_on', sa.Date(), nullable=True),
    sa.Column('overdue_noted_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['decided_by'], ['user.id'], name=op.f('fk_decision_decided_by')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_decision_party_id')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_decision_proposal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision')),
    sa.UniqueConstraint('party_id', name=op.f('uq_decision_party_id'))
    )

    op.create_table('deliberation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('record', sa.JSON(), nullable=False),
    sa.Column('conclusion', sa.Text(), nullable=False),
    sa.Column('result', sa.String(length=12), nullable=False),
    sa.Column('presider_id', sa.Integer(), nullable=True),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_deliberation_party_id')),
    sa.ForeignKeyConstraint(['presider_id'], ['user.id'], name=op.f('fk_deliberation_presider_id')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_deliberation_proposal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deliberation'))
    )

    with op.batch_alter_table('deliberation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_deliberation_party_id'), ['party_id'], unique=False)

    op.create_table('legal_review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('points', sa.JSON(), nullable=False),
    sa.Column('result', sa.String(length=20), nullable=False),
    sa.Column('opinion', sa.Text(), nullable=False),
    sa.Column('reviewer_id', sa.Integer(), nullable=True),
    sa.Column('legal_head_id', sa.Integer(), nullable=True),
    sa.Column('reviewed_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['legal_head_id'], ['user.id'], name=op.f('fk_legal_review_legal_head_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_legal_review_party_id')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_legal_review_proposal_id')),
    sa.ForeignKeyConstraint(['reviewer_id'], ['user.id'], name=op.f('fk_legal_review_reviewer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_legal_review'))
    )

    with op.batch_alter_table('legal_review', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_legal_review_party_id'), ['party_id'], unique=False)

    op.create_table('referral_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('referral_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('result', sa.String(length=20), nullable=False),
    sa.Column('happened_at', sa.DateTime(), nullable=True),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_referral_step_referral_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_referral_step'))
    )

    with op.batch_alter_table('referral_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_referral_step_referral_id'), ['referral_id'], unique=False)

    op.create_table('statement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('right', sa.String(length=12), nullable=False),
    sa.Column('result', sa.String(length=12), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('record', sa.JSON(), nullable=False),
    sa.Column('adoption', sa.String(length=20), nullable=True),
    sa.Column('adoption_reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_statement_party_id')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_statement_proposal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_statement')),
    sa.UniqueConstraint('proposal_id', 'right', name=op.f('uq_statement_proposal_id_right'))
    )

    with op.batch_alter_table('statement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_statement_party_id'), ['party_id'], unique=False)

    op.create_table('payment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('paid_on', sa.Date(), nullable=False),
    sa.Column('amount_yuan', sa.Numeric(precision=16, scale=2), nullable=False),
    sa.Column('late_yuan', sa.Numeric(precision=16, scale=2), nullable=False),
    sa.Column('receipt_no', sa.String(length=60), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_payment_decision_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_payment_party_id')),
    sa.ForeignKeyConstraint(['recorded_by'], ['user.id'], name=op.f('fk_payment_recorded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment'))
    )

    with op.batch_alter_table('payment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_payment_decision_id'), ['decision_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_payment_party_id'), ['party_id'], unique=False)


def downgrade():
    with op.batch_alter_table('payment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_payment_party_id'))
        batch_op.drop_index(batch_op.f('ix_payment_decision_id'))
    op.drop_table('payment')
    with op.batch_alter_table('statement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_statement_party_id'))
    op.drop_table('statement')
    with op.batch_alter_table('referral_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_referral_step_referral_id'))
    op.drop_table('referral_step')
    with op.batch_alter_table('legal_review', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_legal_review_party_id'))
    op.drop_table('legal_review')
    with op.batch_alter_table('deliberation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_deliberation_party_id'))
    op.drop_table('deliberation')
    op.drop_table('decision')
    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reminder_party_id'))
    op.drop_table('reminder')
    with op.batch_alter_table('referral', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_referral_party_id'))
    op.drop_table('referral')
    op.drop_table('proposal')
    with op.batch_alter_table('hearing', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hearing_party_id'))
    op.drop_table('hearing')
    with op.batch_alter_table('approval', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_approval_party_id'))
        batch_op.drop_index(batch_op.f('ix_approval_case_id'))
    op.drop_table('approval')
    with op.batch_alter_table('party', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_party_name'))
        batch_op.drop_index(batch_op.f('ix_party_case_id'))
    op.drop_table('party')
    with op.batch_alter_table('inquiry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inquiry_case_id'))
    op.drop_table('inquiry')
    op.drop_table('evidence')
    with op.batch_alter_table('case_officer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_officer_user_id'))
    op.drop_table('case_officer')
    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.drop_index('ix_case_status')
        batch_op.drop_index(batch_op.f('ix_case_root_id'))
        batch_op.drop_index(batch_op.f('ix_case_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_case_inspection_id'))
        batch_op.drop_index(batch_op.f('ix_case_enterprise_id'))
    op.drop_table('case')
