# The tables of plans, with what the database refuses.

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('city', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, help_text='nobody · identity · a City record, kept as long as the plan and at least two years', primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(help_text='nobody · counts the filings · a City record, kept as long as the plan and at least two years')),
                ('content', models.BinaryField(help_text="staff · the filed text, with offices' contacts · a City record, kept as long as the plan and at least two years")),
                ('sha256', models.CharField(help_text='nobody · proves the text · a City record, kept as long as the plan and at least two years', max_length=64)),
                ('filed_at', models.DateTimeField(help_text='staff · when it was filed, by the clock of the system · a City record, kept as long as the plan and at least two years')),
                ('answers', models.OneToOneField(help_text='nobody · the returned version it answers · a City record, kept as long as the plan and at least two years', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.version')),
                ('filed_by', models.ForeignKey(help_text='staff · who filed it · a City record, kept as long as the plan and at least two years', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.CharField(help_text='nobody · name in the pack · a City record, kept as long as the plan and at least two years', max_length=60, primary_key=True, serialize=False)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id__regex', '^[a-z0-9][a-z0-9-]*$')), name='campaign_has_a_plain_id')],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, help_text='nobody · identity · a City record, kept as long as the plan and at least two years', primary_key=True, serialize=False)),
                ('step', models.CharField(choices=[('draft', 'draft'), ('certified-by-one', 'certified-by-one'), ('certified', 'certified'), ('filed', 'filed'), ('returned', 'returned'), ('accepted', 'accepted')], default='draft', help_text='nobody · where the text stands · a City record, kept as long as the plan and at least two years', max_length=20)),
                ('started_at', models.DateTimeField(help_text='staff · when the plan was begun · a City record, kept as long as the plan and at least two years')),
                ('campaign', models.ForeignKey(help_text='nobody · which campaign · a City record, kept as long as the plan and at least two years', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.campaign')),
                ('department', models.ForeignKey(help_text='nobody · whose plan · a City record, kept as long as the plan and at least two years', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.department')),
                ('started_by', models.ForeignKey(help_text='staff · who began the plan · a City record, kept as long as the plan and at least two years', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'department'), name='plan_is_one_a_department'), models.CheckConstraint(condition=models.Q(('step__in', ['draft', 'certified-by-one', 'certified', 'filed', 'returned', 'accepted'])), name='plan_step_is_known')],
                'triggers': [pgtrigger.compiler.Trigger(name='plan_steps_follow_the_table', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."step", \':\', NEW."step") = ANY(\'{accepted:draft,certified:draft,certified:filed,certified-by-one:certified,certified-by-one:draft,draft:certified-by-one,filed:accepted,filed:returned,returned:draft}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."step" IS DISTINCT FROM NEW."step") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "step" from "%" to "%" on table %\', OLD."step", NEW."step", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='eb70641822eac21644dbe3a575aee76effb037bf', operation='UPDATE', pgid='pgtrigger_plan_steps_follow_the_table_04474', table='plans_plan', when='BEFORE')), pgtrigger.compiler.Trigger(name='plan_not_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='378e12db6d4f93fe55e5329b3ca1e360ca808a7d', operation='DELETE', pgid='pgtrigger_plan_not_deleted_b4e32', table='plans_plan', when='BEFORE')), pgtrigger.compiler.Trigger(name='plan_step_rests_on_records', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE newest uuid; finding text;', func="\n                    IF NEW.step = OLD.step OR NEW.step NOT IN ('filed', 'returned', 'accepted') THEN\n                        RETURN NEW;\n                    END IF;\n                    SELECT v.id, r.finding INTO newest, finding\n                        FROM plans_version v LEFT JOIN plans_review r ON r.version_id = v.id\n                        WHERE v.plan_id = NEW.id ORDER BY v.number DESC LIMIT 1;\n                    IF NEW.step = 'filed' AND (newest IS NULL OR finding IS NOT NULL) THEN\n                        RAISE EXCEPTION 'a plan is filed by filing a version';\n                    END IF;\n                    IF NEW.step IN ('returned', 'accepted') AND finding IS DISTINCT FROM NEW.step THEN\n                        RAISE EXCEPTION 'a plan is % by an answer that says so', NEW.step;\n                    END IF;\n                    RETURN NEW;\n                ", hash='a596fe41a799145a297905a6c9a57ea98da539c3', operation='UPDATE', pgid='pgtrigger_plan_step_rests_on_records_03f19', table='plans_plan', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, help_text='nobody · identity · a City record, kept as long as the plan and at least two years', primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(help_text='nobody · for which version · a City record, kept as long as the plan and at least two years')),
                ('content_sha256', models.CharField(help_text='nobody · exactly which text · a City record, kept as long as the plan and at least two years', max_length=64)),
                ('rank', models.CharField(choices=[('liaison', 'liaison'), ('head', 'head')], help_text='staff · in which capacity the person signed · a City record, kept as long as the plan and at least two years', max_length=10)),
                ('at', models.DateTimeField(help_text='staff · when it was signed · a City record, kept as long as the plan and at least two years')),
                ('voided_at', models.DateTimeField(help_text='staff · when the signature lost its text · a City record, kept as long as the plan and at least two years', null=True)),
                ('voided_why', models.CharField(blank=True, default='', help_text='nobody · why it no longer counts · a City record, kept as long as the plan and at least two years', max_length=200)),
                ('by', models.ForeignKey(help_text='staff · who signed · a City record, kept as long as the plan and at least two years', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(help_text='nobody · which plan · a City record, kept as long as the plan and at least two years', on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='plans.plan')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('voided_at__isnull', True)), fields=('plan', 'number', 'rank'), name='certificate_is_one_a_rank'), models.UniqueConstraint(condition=models.Q(('voided_at__isnull', True)), fields=('plan', 'number', 'by'), name='certificates_are_of_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('voided_at__isnull', True), ('voided_why', '')), models.Q(('voided_at__isnull', False), models.Q(('voided_why', ''), _negated=True)), _connector='OR'), name='certificate_is_voided_with_a_reason'), models.CheckConstraint(condition=models.Q(('rank__in', ['liaison', 'head'])), name='certificate_rank_is_known'), models.CheckConstraint(condition=models.Q(('content_sha256__regex', '^[0-9a-f]{64}$')), name='certificate_has_a_hash')],
                'triggers': [pgtrigger.compiler.Trigger(name='certificate_says_one_thing', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."plan_id" IS DISTINCT FROM (NEW."plan_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."content_sha256" IS DISTINCT FROM (NEW."content_sha256") OR OLD."rank" IS DISTINCT FROM (NEW."rank") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."at" IS DISTINCT FROM (NEW."at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='f33bb34c7be940f90a2dd0b46ca188777f840e7b', operation='UPDATE', pgid='pgtrigger_certificate_says_one_thing_95a4b', table='plans_certificate', when='BEFORE')), pgtrigger.compiler.Trigger(name='certificate_is_voided_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."voided_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='01d649717c758103b767e456c963be687ac97919', operation='UPDATE', pgid='pgtrigger_certificate_is_voided_once_bf8c5', table='plans_certificate', when='BEFORE')), pgtrigger.compiler.Trigger(name='certificate_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='e29492af0d2fe9a28fb0b490398a79ca89a7cede', operation='DELETE', pgid='pgtrigger_certificate_stays_dab99', table='plans_certificate', when='BEFORE')), pgtrigger.compiler.Trigger(name='certificates_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'The table % is never emptied.', TG_TABLE_NAME;", hash='5ae9bce806df74d7fc91a7d3f1c0a4d6e83a0e18', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_certificates_not_emptied_67568', table='plans_certificate', when='BEFORE')), pgtrigger.compiler.Trigger(name='head_signs_no_text_of_their_own', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF NEW.rank = 'head' AND EXISTS (\n                        SELECT 1 FROM plans_sectiontext\n                        WHERE plan_id = NEW.plan_id AND saved_by_id = NEW.by_id\n                    ) THEN\n                        RAISE EXCEPTION 'the head of a department signs no text of their own';\n                    END IF;\n                    RETURN NEW;\n                ", hash='8fef72433b1aacff35067357c6934c1551aa6357', operation='INSERT', pgid='pgtrigger_head_signs_no_text_of_their_own_7493c', table='plans_certificate', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, help_text='nobody · identity · a City record, kept as long as the plan and at least two years', primary_key=True, serialize=False)),
                ('section', models.CharField(help_text='nobody · which section · a City record, kept as long as the plan and at least two years', max_length=60)),
                ('file_sha256', models.CharField(help_text='nobody · which file · a City record, kept as long as the plan and at least two years', max_length=64)),
                ('name', models.CharField(help_text='staff · name of the file · a City record, kept as long as the plan and at least two years', max_length=200)),
                ('added_at', models.DateTimeField(help_text='staff · when it was added · a City record, kept as long as the plan and at least two years')),
                ('removed_at', models.DateTimeField(help_text='staff · when it was taken off · a City record, kept as long as the plan and at least two years', null=True)),
                ('added_by', models.ForeignKey(help_text='staff · who added it · a City record, kept as long as the plan and at least two years', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('removed_by', models.ForeignKey(help_text='staff · who took it off · a City record, kept as long as the plan and at least two years', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(help_text='nobody · which plan · a City record, kept as long as the plan and at least two years', on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='plans.plan')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('removed_at__isnull', True), ('removed_by__isnull', True)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='attachment_is_removed_by_somebody'), models.CheckConstraint(condition=models.Q(('file_sha256__regex', '^[0-9a-f]{64}$')), name='attachment_has_a_hash'), models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('plan', 'section', 'file_sha256'), name='attachment_is_there_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='attachment_moves_only_in_draft', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE present text;', func="\n            SELECT step INTO present FROM plans_plan WHERE id = coalesce(NEW.plan_id, OLD.plan_id);\n            IF present <> 'draft' THEN\n                RAISE EXCEPTION 'the text of a plan moves only in a draft, this one is %', present;\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='b3d43b51448644bf719cdc0ed950a985b6e62803', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_attachment_moves_only_in_draft_3ef86', table='plans_attachment', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('version', models.OneToOneField(help_text='nobody · which version · a City record, kept as long as the plan and at least two years', on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='review', serialize=False, to='plans.version')),
                ('finding', models.CharField(choices=[('returned', 'returned'), ('accepted', 'accepted')], help_text='nobody · the answer · a City record, kept as long as the plan and at least two years', max_length=10)),
                ('note', models.TextField(blank=True, default='', help_text='staff · what the reviewer says to the department · a City record, kept as long as the plan and at least two years')),
                ('at', models.DateTimeField(help_text='staff · when it was answered · a City record, kept as long as the plan and at least two years')),
                ('by', models.ForeignKey(help_text='staff · who answered · a City record, kept as long as the plan and at least two years', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('finding__in', ['returned', 'accepted'])), name='review_accepts_or_returns')],
                'triggers': [pgtrigger.compiler.Trigger(name='reviews_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='59e05009a072c4eef4c524a8e1a8984cdc3ede33', operation='UPDATE OR DELETE', pgid='pgtrigger_reviews_stay_15bcf', table='plans_review', when='BEFORE')), pgtrigger.compiler.Trigger(name='reviews_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'The table % is never emptied.', TG_TABLE_NAME;", hash='efea87aae58c90010637536c23ca4f2f58ebf124', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_reviews_not_emptied_bb5e9', table='plans_review', when='BEFORE')), pgtrigger.compiler.Trigger(name='reviewer_is_none_of_the_signers', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF NOT EXISTS (\n                        SELECT 1 FROM plans_version v JOIN plans_plan p ON p.id = v.plan_id\n                        WHERE v.id = NEW.version_id AND p.step = 'filed' AND NEW.at >= v.filed_at\n                    ) THEN\n                        RAISE EXCEPTION 'only a filed version is answered';\n                    END IF;\n                    IF EXISTS (\n                        SELECT 1 FROM plans_version v\n                        JOIN plans_certificate c ON c.id IN (v.liaison_certificate_id, v.head_certificate_id)\n                        WHERE v.id = NEW.version_id AND (c.by_id = NEW.by_id OR v.filed_by_id = NEW.by_id)\n                    ) THEN\n                        RAISE EXCEPTION 'nobody answers a version they signed or filed';\n                    END IF;\n                    RETURN NEW;\n                ", hash='d3ad1330832a71cc9b2e062636d1199cddf07485', operation='INSERT', pgid='pgtrigger_reviewer_is_none_of_the_signers_9609f', table='plans_review', when='BEFORE'))],
            },
        ),
        migrations.AddField(
            model_name='version',
            name='head_certificate',
            field=models.OneToOneField(help_text="staff · the head's signature · a City record, kept as long as the plan and at least two years", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.certificate'),
        ),
        migrations.AddField(
            model_name='version',
            name='liaison_certificate',
            field=models.OneToOneField(help_text="staff · the liaison's signature · a City record, kept as long as the plan and at least two years", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.certificate'),
        ),
        migrations.AddField(
            model_name='version',
            name='plan',
            field=models.ForeignKey(help_text='nobody · which plan · a City record, kept as long as the plan and at least two years', on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='plans.plan'),
        ),
        migrations.CreateModel(
            name='SectionRevision',
            fields=[
                ('id', models.BigAutoField(help_text='nobody · identity · a City record, kept as long as the plan and at least two years', primary_key=True, serialize=False)),
                ('section', models.CharField(help_text='nobody · which section · a City record, kept as long as the plan and at least two years', max_length=60)),
                ('revision', models.PositiveIntegerField(help_text='nobody · counts the saves · a City record, kept as long as the plan and at least two years')),
                ('value', models.JSONField(help_text='staff · the text at that time · a City record, kept as long as the plan and at least two years')),
                ('saved_at', models.DateTimeField(help_text='staff · when it was written · a City record, kept as long as the plan and at least two years')),
                ('plan', models.ForeignKey(help_text='nobody · which plan · a City record, kept as long as the plan and at least two years', on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='plans.plan')),
                ('saved_by', models.ForeignKey(help_text='staff · who wrote it · a City record, kept as long as the plan and at least two years', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('plan', 'section', 'revision'), name='section_revision_counts_up')],
                'triggers': [pgtrigger.compiler.Trigger(name='section_revisions_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='78ac646df43d7df3247919440b41b32732c344f9', operation='UPDATE OR DELETE', pgid='pgtrigger_section_revisions_stay_b1d4c', table='plans_sectionrevision', when='BEFORE')), pgtrigger.compiler.Trigger(name='section_revisions_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'The table % is never emptied.', TG_TABLE_NAME;", hash='6bba0dec65293e4b566ec161fa943432111e6ef0', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_section_revisions_not_emptied_f3786', table='plans_sectionrevision', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='SectionText',
            fields=[
                ('id', models.BigAutoField(help_text='nobody · identity · a City record, kept as long as the plan and at least two years', primary_key=True, serialize=False)),
                ('section', models.CharField(help_text='nobody · which section of the template · a City record, kept as long as the plan and at least two years', max_length=60)),
                ('revision', models.PositiveIntegerField(help_text='nobody · counts the saves · a City record, kept as long as the plan and at least two years')),
                ('value', models.JSONField(help_text="staff · the text, with offices' contacts · a City record, kept as long as the plan and at least two years")),
                ('saved_at', models.DateTimeField(help_text='staff · when it was written last · a City record, kept as long as the plan and at least two years')),
                ('plan', models.ForeignKey(help_text='nobody · which plan · a City record, kept as long as the plan and at least two years', on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='plans.plan')),
                ('saved_by', models.ForeignKey(help_text='staff · who wrote it last · a City record, kept as long as the plan and at least two years', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('plan', 'section'), name='section_text_is_one_a_section')],
                'triggers': [pgtrigger.compiler.Trigger(name='section_text_moves_only_in_draft', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE present text;', func="\n            SELECT step INTO present FROM plans_plan WHERE id = coalesce(NEW.plan_id, OLD.plan_id);\n            IF present <> 'draft' THEN\n                RAISE EXCEPTION 'the text of a plan moves only in a draft, this one is %', present;\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='c7696e0a98331954c6a4d4ff560dfe11acd2e9e2', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_section_text_moves_only_in_draft_38d10', table='plans_sectiontext', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='SectionComment',
            fields=[
                ('id', models.BigAutoField(help_text='nobody · identity · a City record, kept as long as the plan and at least two years', primary_key=True, serialize=False)),
                ('section', models.CharField(help_text='nobody · which section · a City record, kept as long as the plan and at least two years', max_length=60)),
                ('text', models.TextField(help_text='staff · what to change · a City record, kept as long as the plan and at least two years')),
                ('review', models.ForeignKey(help_text='nobody · which answer · a City record, kept as long as the plan and at least two years', on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='plans.review')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('review', 'section'), name='section_comment_is_one_a_section'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='section_comment_says_something')],
                'triggers': [pgtrigger.compiler.Trigger(name='section_comments_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='34b141b7012d09b07e7609bfa6cda695217a5593', operation='UPDATE OR DELETE', pgid='pgtrigger_section_comments_stay_26de3', table='plans_sectioncomment', when='BEFORE')), pgtrigger.compiler.Trigger(name='section_comments_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'The table % is never emptied.', TG_TABLE_NAME;", hash='468bc4910ee4d89abe716d5e24c51c7abbaffd2d', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_section_comments_not_emptied_fe856', table='plans_sectioncomment', when='BEFORE'))],
            },
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.UniqueConstraint(fields=('plan', 'number'), name='version_numbers_count_up'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='version_number_starts_at_one'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='version',
            trigger=pgtrigger.compiler.Trigger(name='versions_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9c2f248c529401b50a186e10c4a6a25775bd3f21', operation='UPDATE OR DELETE', pgid='pgtrigger_versions_stay_70d4f', table='plans_version', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='version',
            trigger=pgtrigger.compiler.Trigger(name='versions_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'The table % is never emptied.', TG_TABLE_NAME;", hash='a38117cb63c9ad30ba31e336d17b6f397015a57b', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_versions_not_emptied_aaaa5', table='plans_version', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='version',
            trigger=pgtrigger.compiler.Trigger(name='version_is_what_two_people_signed', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE liaison plans_certificate%ROWTYPE; head plans_certificate%ROWTYPE; before plans_version%ROWTYPE; present text;', func="\n                    SELECT step INTO present FROM plans_plan WHERE id = NEW.plan_id FOR UPDATE;\n                    IF present <> 'certified' THEN\n                        RAISE EXCEPTION 'only a certified text is filed, this one is %', present;\n                    END IF;\n                    IF encode(sha256(NEW.content), 'hex') <> NEW.sha256 THEN\n                        RAISE EXCEPTION 'the hash is not the hash of the text';\n                    END IF;\n                    SELECT * INTO liaison FROM plans_certificate WHERE id = NEW.liaison_certificate_id;\n                    SELECT * INTO head FROM plans_certificate WHERE id = NEW.head_certificate_id;\n                    IF (liaison.rank, head.rank) IS DISTINCT FROM ('liaison', 'head')\n                        OR (liaison.plan_id, liaison.number, liaison.content_sha256)\n                            IS DISTINCT FROM (NEW.plan_id, NEW.number, NEW.sha256)\n                        OR (head.plan_id, head.number, head.content_sha256)\n                            IS DISTINCT FROM (NEW.plan_id, NEW.number, NEW.sha256)\n                        OR liaison.voided_at IS NOT NULL OR head.voided_at IS NOT NULL\n                        OR liaison.by_id = head.by_id\n                        OR NEW.filed_at < liaison.at OR NEW.filed_at < head.at\n                    THEN\n                        RAISE EXCEPTION 'a version needs two signatures of exactly its text by two people';\n                    END IF;\n                    SELECT * INTO before FROM plans_version\n                        WHERE plan_id = NEW.plan_id ORDER BY number DESC LIMIT 1;\n                    IF NEW.number <> coalesce(before.number, 0) + 1 THEN\n                        RAISE EXCEPTION 'versions are numbered without a gap';\n                    END IF;\n                    IF before.sha256 = NEW.sha256 THEN\n                        RAISE EXCEPTION 'a version says something new';\n                    END IF;\n                    IF before.filed_at > NEW.filed_at THEN\n                        RAISE EXCEPTION 'a version is filed after the one before';\n                    END IF;\n                    IF NEW.answers_id IS NOT NULL AND NEW.answers_id IS DISTINCT FROM before.id THEN\n                        RAISE EXCEPTION 'a version answers the one before it';\n                    END IF;\n                    RETURN NEW;\n                ", hash='d00049111b50f668b527e2de5aa683d2b31ac1ec', operation='INSERT', pgid='pgtrigger_version_is_what_two_people_signed_add66', table='plans_version', when='BEFORE')),
        ),
    ]
