"""Papers and inspections. Generated from the models."""

import sqlalchemy as sa
from alembic import op

revision = '0001c'
down_revision = '0001b'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('checklist_item',
    sa.Column('id', sa.String(length=20), nullable=False),
    sa.Column('sector', sa.String(length=60), nullable=False),
    sa.Column('text', sa.String(length=400), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('hazard_when', sa.String(length=4), nullable=False),
    sa.Column('severity_hint', sa.String(length=40), nullable=True),
    sa.Column('basis', sa.String(length=300), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checklist_item'))
    )

    with op.batch_alter_table('checklist_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_checklist_item_sector'), ['sector'], unique=False)

    op.create_table('document_number',
    sa.Column('organ', sa.String(length=40), nullable=False),
    sa.Column('series', sa.String(length=20), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('organ', 'series', 'kind', 'year', name=op.f('pk_document_number'))
    )

    op.create_table('document',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('template_id', sa.String(length=60), nullable=False),
    sa.Column('template_hash', sa.String(length=64), nullable=False),
    sa.Column('title', sa.String(length=60), nullable=False),
    sa.Column('number', sa.String(length=80), nullable=False),
    sa.Column('organ', sa.String(length=40), nullable=False),
    sa.Column('series', sa.String(length=20), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=False),
    sa.Column('addressee', sa.String(length=200), nullable=False),
    sa.Column('subject_kind', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.String(length=40), nullable=False),
    sa.Column('root_instance_id', sa.String(length=36), nullable=True),
    sa.Column('instance_id', sa.String(length=36), nullable=True),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.String(length=40), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('demo', sa.Boolean(), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('issued_at', sa.DateTime(), nullable=False),
    sa.Column('issued_by', sa.Integer(), nullable=True),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('failure', sa.Text(), nullable=False),
    sa.Column('pdf_sha256', sa.String(length=64), nullable=True),
    sa.Column('rendered_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['issued_by'], ['user.id'], name=op.f('fk_document_issued_by')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_document_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document')),
    sa.UniqueConstraint('number', name=op.f('uq_document_number')),
    sa.UniqueConstraint('organ', 'series', 'kind', 'year', 'serial', name=op.f('uq_document_organ_series_kind_year_serial'))
    )

    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_document_addressee'), ['addressee'], unique=False)
        batch_op.create_index(batch_op.f('ix_document_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index('ix_document_list', ['organisation_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_document_party_id'), ['party_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_document_root_instance_id'), ['root_instance_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_document_status'), ['status'], unique=False)
        batch_op.create_index('ix_document_subject', ['subject_kind', 'subject_id', 'template_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_document_template_id'), ['template_id'], unique=False)

    op.create_table('delivery',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('method', sa.String(length=20), nullable=False),
    sa.Column('receiver_name', sa.String(length=80), nullable=False),
    sa.Column('receiver_relation', sa.String(length=30), nullable=False),
    sa.Column('delivered_on', sa.Date(), nullable=False),
    sa.Column('delivered_at', sa.String(length=20), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('refusal_reason', sa.String(length=300), nullable=False),
    sa.Column('witness', sa.String(length=200), nullable=False),
    sa.Column('deliverers', sa.JSON(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('receipts', sa.JSON(), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_delivery_document_id')),
    sa.ForeignKeyConstraint(['recorded_by'], ['user.id'], name=op.f('fk_delivery_recorded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery')),
    sa.UniqueConstraint('document_id', name=op.f('uq_delivery_document_id'))
    )

    op.create_table('document_scan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('attachment_id', sa.Integer(), nullable=False),
    sa.Column('uploaded_by', sa.Integer(), nullable=True),
    sa.Column('uploaded_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['attachment_id'], ['attachment.id'], name=op.f('fk_document_scan_attachment_id')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_document_scan_document_id')),
    sa.ForeignKeyConstraint(['uploaded_by'], ['user.id'], name=op.f('fk_document_scan_uploaded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document_scan'))
    )

    with op.batch_alter_table('document_scan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_document_scan_document_id'), ['document_id'], unique=False)

    op.create_table('inspection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('enterprise_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.String(length=40), nullable=True),
    sa.Column('instance_id', sa.String(length=36), nullable=True),
    sa.Column('trigger', sa.String(length=20), nullable=False),
    sa.Column('clue', sa.String(length=200), nullable=False),
    sa.Column('planned_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('basis', sa.String(length=300), nullable=False),
    sa.Column('sector', sa.String(length=60), nullable=False),
    sa.Column('frequency_note', sa.String(length=20), nullable=False),
    sa.Column('started_at', sa.DateTime(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('place', sa.String(length=300), nullable=False),
    sa.Column('present_person', sa.String(length=60), nullable=False),
    sa.Column('findings_text', sa.Text(), nullable=False),
    sa.Column('refusal_note', sa.String(length=300), nullable=False),
    sa.Column('outcome', sa.JSON(), nullable=False),
    sa.Column('outcome_reason', sa.Text(), nullable=False),
    sa.Column('suspected_violation', sa.String(length=200), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['enterprise_id'], ['enterprise.id'], name=op.f('fk_inspection_enterprise_id')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_inspection_instance_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_inspection_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection')),
    sa.UniqueConstraint('number', name=op.f('uq_inspection_number'))
    )

    with op.batch_alter_table('inspection', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inspection_enterprise_id'), ['enterprise_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_inspection_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_inspection_planned_on'), ['planned_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_inspection_status'), ['status'], unique=False)

    op.create_table('finding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.String(length=20), nullable=True),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('answer', sa.String(length=10), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('article', sa.String(length=300), nullable=False),
    sa.Column('photos', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_finding_inspection_id')),
    sa.ForeignKeyConstraint(['item_id'], ['checklist_item.id'], name=op.f('fk_finding_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finding'))
    )

    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_finding_inspection_id'), ['inspection_id'], unique=False)

    op.create_table('inspection_officer',
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_inspection_officer_inspection_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_inspection_officer_user_id')),
    sa.PrimaryKeyConstraint('inspection_id', 'user_id', name=op.f('pk_inspection_officer'))
    )

    op.create_table('on_site_measure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('hazards', sa.JSON(), nullable=False),
    sa.Column('kinds', sa.JSON(), nullable=False),
    sa.Column('scope', sa.String(length=300), nullable=False),
    sa.Column('period', sa.String(length=200), nullable=False),
    sa.Column('resume_condition', sa.Text(), nullable=False),
    sa.Column('urgent', sa.Boolean(), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('resumption_result', sa.String(length=20), nullable=False),
    sa.Column('resumption_note', sa.Text(), nullable=False),
    sa.Column('lifted_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_on_site_measure_inspection_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_on_site_measure'))
    )

    with op.batch_alter_table('on_site_measure', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_on_site_measure_inspection_id'), ['inspection_id'], unique=False)

    op.create_table('rectification_order',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('problems', sa.JSON(), nullable=False),
    sa.Column('request', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_rectification_order_inspection_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rectification_order'))
    )

    with op.batch_alter_table('rectification_order', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rectification_order_due_on'), ['due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_rectification_order_inspection_id'), ['inspection_id'], unique=False)

    op.create_table('transfer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('department', sa.String(length=200), nullable=False),
    sa.Column('matters', sa.Text(), nullable=False),
    sa.Column('transferred_on', sa.Date(), nullable=False),
    sa.Column('receiver', sa.String(length=60), nullable=False),
    sa.Column('receipt', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_transfer_inspection_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_transfer'))
    )

    with op.batch_alter_table('transfer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_transfer_inspection_id'), ['inspection_id'], unique=False)

    op.create_table('rectification_review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('result', sa.String(length=20), nullable=False),
    sa.Column('reviewed_on', sa.Date(), nullable=True),
    sa.Column('results', sa.JSON(), nullable=False),
    sa.Column('conclusion', sa.Text(), nullable=False),
    sa.Column('next_step', sa.Text(), nullable=False),
    sa.Column('extension_ground', sa.Text(), nullable=False),
    sa.Column('extension_until', sa.Date(), nullable=True),
    sa.Column('protective_measures', sa.Text(), nullable=False),
    sa.Column('extension_answer', sa.String(length=10), nullable=False),
    sa.Column('extension_opinion', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['rectification_order.id'], name=op.f('fk_rectification_review_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rectification_review'))
    )

    with op.batch_alter_table('rectification_review', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rectification_review_order_id'), ['order_id'], unique=False)


def downgrade():
    with op.batch_alter_table('rectification_review', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rectification_review_order_id'))
    op.drop_table('rectification_review')
    with op.batch_alter_table('transfer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_transfer_inspection_id'))
    op.drop_table('transfer')
    with op.batch_alter_table('rectification_order', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rectification_order_inspection_id'))
        batch_op.drop_index(batch_op.f('ix_rectification_order_due_on'))
    op.drop_table('rectification_order')
    with op.batch_alter_table('on_site_measure', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_on_site_measure_inspection_id'))
    op.drop_table('on_site_measure')
    op.drop_table('inspection_officer')
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_finding_inspection_id'))
    op.drop_table('finding')
    with op.batch_alter_table('inspection', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inspection_status'))
        batch_op.drop_index(batch_op.f('ix_inspection_planned_on'))
        batch_op.drop_index(batch_op.f('ix_inspection_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_inspection_enterprise_id'))
    op.drop_table('inspection')
    with op.batch_alter_table('document_scan', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_document_scan_document_id'))
    op.drop_table('document_scan')
    op.drop_table('delivery')
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_document_template_id'))
        batch_op.drop_index('ix_document_subject')
        batch_op.drop_index(batch_op.f('ix_document_status'))
        batch_op.drop_index(batch_op.f('ix_document_root_instance_id'))
        batch_op.drop_index(batch_op.f('ix_document_party_id'))
        batch_op.drop_index('ix_document_list')
        batch_op.drop_index(batch_op.f('ix_document_instance_id'))
        batch_op.drop_index(batch_op.f('ix_document_addressee'))
    op.drop_table('document')
    op.drop_table('document_number')
    with op.batch_alter_table('checklist_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_checklist_item_sector'))
    op.drop_table('checklist_item')
