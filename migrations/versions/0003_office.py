"""The office around the procedures: drafts of designers, notices, mail, consultations, search. A database at 0003 has 0003a, too."""

import sqlalchemy as sa
from alembic import op

from app.core.search import POSTGRESQL_INDEX, SQLITE_INDEX

revision = '0003'
down_revision = '0003a'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('reminder_round',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('at_day', sa.Date(), nullable=True),
    sa.Column('at_task', sa.String(length=36), nullable=False),
    sa.Column('told', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_reminder_round'))
    )

    op.create_table('search_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('ref', sa.String(length=36), nullable=False),
    sa.Column('day', sa.Date(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_entry')),
    sa.UniqueConstraint('kind', 'ref', name=op.f('uq_search_entry_kind_ref'))
    )

    with op.batch_alter_table('search_entry', schema=None) as batch_op:
        batch_op.create_index('ix_search_entry_day', ['kind', 'day', 'id'], unique=False)

    for statement in SQLITE_INDEX if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_INDEX:
        op.execute(statement)

    op.create_table('worker_beat',
    sa.Column('host', sa.String(length=120), nullable=False),
    sa.Column('pid', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(), nullable=False),
    sa.Column('beat_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('host', name=op.f('pk_worker_beat'))
    )

    op.create_table('calendar_feed',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_calendar_feed_user_id')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_calendar_feed')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_calendar_feed_secret_hash'))
    )

    op.create_table('design_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('base_version', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('editors', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('saved_at', sa.DateTime(), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('submitted_by', sa.Integer(), nullable=True),
    sa.Column('submitted_at', sa.DateTime(), nullable=True),
    sa.Column('submissions', sa.Integer(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('outcome', sa.JSON(), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['user.id'], name=op.f('fk_design_draft_author_id')),
    sa.ForeignKeyConstraint(['decided_by'], ['user.id'], name=op.f('fk_design_draft_decided_by')),
    sa.ForeignKeyConstraint(['submitted_by'], ['user.id'], name=op.f('fk_design_draft_submitted_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_design_draft'))
    )

    with op.batch_alter_table('design_draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_design_draft_state'), ['state'], unique=False)
        batch_op.create_index('uq_design_draft_live', ['kind', 'key'], unique=True, sqlite_where=sa.text("state in ('open', 'submitted')"), postgresql_where=sa.text("state in ('open', 'submitted')"))

    op.create_table('mail',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=120), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('status', sa.String(length=8), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('next_at', sa.DateTime(), nullable=False),
    sa.Column('sent_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_mail_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail'))
    )

    with op.batch_alter_table('mail', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mail_user_id'), ['user_id'], unique=False)
        batch_op.create_index('ix_mail_waiting', ['status', 'next_at'], unique=False)

    op.create_table('mail_choice',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('choice', sa.String(length=8), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_mail_choice_user_id')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_mail_choice'))
    )

    op.create_table('saved_filter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('list', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=30), nullable=False),
    sa.Column('query', sa.String(length=1000), nullable=False),
    sa.Column('saved_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_saved_filter_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_filter')),
    sa.UniqueConstraint('user_id', 'list', 'name', name=op.f('uq_saved_filter_user_id_list_name'))
    )

    op.create_table('design_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(), nullable=False),
    sa.Column('saved_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['draft_id'], ['design_draft.id'], name=op.f('fk_design_file_draft_id')),
    sa.ForeignKeyConstraint(['saved_by'], ['user.id'], name=op.f('fk_design_file_saved_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_design_file')),
    sa.UniqueConstraint('draft_id', 'kind', 'name', name=op.f('uq_design_file_draft_id_kind_name'))
    )

    with op.batch_alter_table('design_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_design_file_draft_id'), ['draft_id'], unique=False)

    op.create_table('notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('title', sa.String(length=240), nullable=False),
    sa.Column('detail', sa.String(length=400), nullable=False),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('about', sa.String(length=60), nullable=False),
    sa.Column('mark', sa.String(length=40), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('read_at', sa.DateTime(), nullable=True),
    sa.Column('mail', sa.String(length=8), nullable=False),
    sa.Column('mail_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['mail_id'], ['mail.id'], name=op.f('fk_notice_mail_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_notice_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice')),
    sa.UniqueConstraint('user_id', 'kind', 'about', 'mark', name=op.f('uq_notice_user_id_kind_about_mark'))
    )

    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index('ix_notice_about', ['about', 'kind'], unique=False)
        batch_op.create_index('ix_notice_mail', ['mail'], unique=False, sqlite_where=sa.text("mail in ('once', 'daily')"), postgresql_where=sa.text("mail in ('once', 'daily')"))
        batch_op.create_index('ix_notice_unread', ['user_id', 'read_at'], unique=False)

    op.create_table('carbon_copy',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('root_id', sa.String(length=36), nullable=False),
    sa.Column('work_item_id', sa.String(length=36), nullable=True),
    sa.Column('to_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('read_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_carbon_copy_by_id')),
    sa.ForeignKeyConstraint(['root_id'], ['instance.id'], name=op.f('fk_carbon_copy_root_id')),
    sa.ForeignKeyConstraint(['to_id'], ['user.id'], name=op.f('fk_carbon_copy_to_id')),
    sa.ForeignKeyConstraint(['work_item_id'], ['work_item.id'], name=op.f('fk_carbon_copy_work_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_carbon_copy'))
    )

    with op.batch_alter_table('carbon_copy', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_carbon_copy_root_id'), ['root_id'], unique=False)
        batch_op.create_index('ix_carbon_copy_to', ['to_id', 'read_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_carbon_copy_work_item_id'), ['work_item_id'], unique=False)

    op.create_table('consultation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('work_item_id', sa.String(length=36), nullable=False),
    sa.Column('root_id', sa.String(length=36), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('asker_id', sa.Integer(), nullable=False),
    sa.Column('asked_id', sa.Integer(), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('answer', sa.String(length=10), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['asked_id'], ['user.id'], name=op.f('fk_consultation_asked_id')),
    sa.ForeignKeyConstraint(['asker_id'], ['user.id'], name=op.f('fk_consultation_asker_id')),
    sa.ForeignKeyConstraint(['work_item_id'], ['work_item.id'], name=op.f('fk_consultation_work_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consultation'))
    )

    with op.batch_alter_table('consultation', schema=None) as batch_op:
        batch_op.create_index('ix_consultation_asked', ['asked_id', 'answered_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_consultation_root_id'), ['root_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_consultation_work_item_id'), ['work_item_id'], unique=False)

    op.create_table('incident_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('incident_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('given_to', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_incident_note_by_id')),
    sa.ForeignKeyConstraint(['given_to'], ['user.id'], name=op.f('fk_incident_note_given_to')),
    sa.ForeignKeyConstraint(['incident_id'], ['incident.id'], name=op.f('fk_incident_note_incident_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incident_note'))
    )

    with op.batch_alter_table('incident_note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_incident_note_incident_id'), ['incident_id'], unique=False)

    op.create_table('opinion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('root_id', sa.String(length=36), nullable=False),
    sa.Column('instance_id', sa.String(length=36), nullable=False),
    sa.Column('work_item_id', sa.String(length=36), nullable=False),
    sa.Column('element', sa.String(length=80), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('result', sa.String(length=200), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('given_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_opinion_instance_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_opinion_user_id')),
    sa.ForeignKeyConstraint(['work_item_id'], ['work_item.id'], name=op.f('fk_opinion_work_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opinion')),
    sa.UniqueConstraint('work_item_id', name=op.f('uq_opinion_work_item_id'))
    )

    with op.batch_alter_table('opinion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_opinion_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index('ix_opinion_root', ['root_id', 'id'], unique=False)

    op.create_table('urging',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('work_item_id', sa.String(length=36), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_urging_by_id')),
    sa.ForeignKeyConstraint(['work_item_id'], ['work_item.id'], name=op.f('fk_urging_work_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_urging')),
    sa.UniqueConstraint('work_item_id', 'by_id', 'day', name=op.f('uq_urging_work_item_id_by_id_day'))
    )

    with op.batch_alter_table('urging', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_urging_work_item_id'), ['work_item_id'], unique=False)

    with op.batch_alter_table('substitution', schema=None) as batch_op:
        batch_op.add_column(sa.Column('named_by', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_substitution_named_by'), 'user', ['named_by'], ['id'])

    with op.batch_alter_table('work_item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('news_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('awaiting', sa.Integer(), nullable=False, server_default='0'))
        batch_op.create_index('ix_work_item_news', ['news_at'], unique=False, sqlite_where=sa.text('news_at is not null'), postgresql_where=sa.text('news_at is not null'))


def downgrade():
    with op.batch_alter_table('work_item', schema=None) as batch_op:
        batch_op.drop_index('ix_work_item_news', sqlite_where=sa.text('news_at is not null'), postgresql_where=sa.text('news_at is not null'))
        batch_op.drop_column('awaiting')
        batch_op.drop_column('news_at')
    with op.batch_alter_table('substitution', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_substitution_named_by'), type_='foreignkey')
        batch_op.drop_column('named_by')
    with op.batch_alter_table('urging', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_urging_work_item_id'))
    op.drop_table('urging')
    with op.batch_alter_table('opinion', schema=None) as batch_op:
        batch_op.drop_index('ix_opinion_root')
        batch_op.drop_index(batch_op.f('ix_opinion_instance_id'))
    op.drop_table('opinion')
    with op.batch_alter_table('incident_note', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_incident_note_incident_id'))
    op.drop_table('incident_note')
    with op.batch_alter_table('consultation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consultation_work_item_id'))
        batch_op.drop_index(batch_op.f('ix_consultation_root_id'))
        batch_op.drop_index('ix_consultation_asked')
    op.drop_table('consultation')
    with op.batch_alter_table('carbon_copy', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_carbon_copy_work_item_id'))
        batch_op.drop_index('ix_carbon_copy_to')
        batch_op.drop_index(batch_op.f('ix_carbon_copy_root_id'))
    op.drop_table('carbon_copy')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index('ix_notice_unread')
        batch_op.drop_index('ix_notice_mail', sqlite_where=sa.text("mail in ('once', 'daily')"), postgresql_where=sa.text("mail in ('once', 'daily')"))
        batch_op.drop_index('ix_notice_about')
    op.drop_table('notice')
    with op.batch_alter_table('design_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_design_file_draft_id'))
    op.drop_table('design_file')
    op.drop_table('saved_filter')
    op.drop_table('mail_choice')
    with op.batch_alter_table('mail', schema=None) as batch_op:
        batch_op.drop_index('ix_mail_waiting')
        batch_op.drop_index(batch_op.f('ix_mail_user_id'))
    op.drop_table('mail')
    with op.batch_alter_table('design_draft', schema=None) as batch_op:
        batch_op.drop_index('uq_design_draft_live', sqlite_where=sa.text("state in ('open', 'submitted')"), postgresql_where=sa.text("state in ('open', 'submitted')"))
        batch_op.drop_index(batch_op.f('ix_design_draft_state'))
    op.drop_table('design_draft')
    op.drop_table('calendar_feed')
    op.drop_table('worker_beat')
    with op.batch_alter_table('search_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_search_entry_day')
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    op.drop_table('search_entry')
    op.drop_table('reminder_round')
