from django.db import migrations

EPOCH = """
CREATE FUNCTION journal_current_epoch() RETURNS integer
LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT AS $$
DECLARE
    mine text;
    latest journal_epoch%ROWTYPE;
BEGIN
    SELECT system_identifier::text INTO mine FROM pg_control_system();
    SELECT * INTO latest FROM journal_epoch ORDER BY number DESC LIMIT 1;
    IF latest.system_identifier IS DISTINCT FROM mine THEN
        INSERT INTO journal_epoch (number, system_identifier)
            VALUES (coalesce(latest.number, 0) + 1, mine) ON CONFLICT (number) DO NOTHING;
        RETURN coalesce(latest.number, 0) + 1;
    END IF;
    RETURN latest.number;
END $$
"""
FILL = """
CREATE FUNCTION journal_entry_fill() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    said jsonb := NEW.canonical::jsonb;
    clock journal_clock%ROWTYPE;
BEGIN
    NEW.epoch := journal_current_epoch();
    NEW.xid := pg_current_xact_id();
    NEW.recorded_at := clock_timestamp();
    NEW.act_id := (said ->> 'act')::uuid;
    NEW.kind := said ->> 'kind';
    NEW.subject := said ->> 'subject';
    NEW.actor := said ->> 'actor';
    NEW.organisation := said ->> 'organisation';
    NEW.happened_at := (said ->> 'at')::timestamptz;
    NEW.facts := said -> 'facts';
    SELECT * INTO clock FROM journal_clock;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the installation has no clock' USING ERRCODE = 'MC001';
    ELSIF clock.kind = 'real' THEN
        IF NEW.happened_at NOT BETWEEN NEW.recorded_at - interval '5 seconds'
                                   AND NEW.recorded_at + interval '5 seconds' THEN
            RAISE EXCEPTION 'the moment is not the database''s own' USING ERRCODE = 'MC001';
        END IF;
    ELSIF NEW.happened_at < clock.simulated_at THEN
        RAISE EXCEPTION 'simulated time only moves forward' USING ERRCODE = 'MC001';
    ELSIF NEW.happened_at > clock.simulated_at THEN
        UPDATE journal_clock SET simulated_at = NEW.happened_at
            WHERE simulated_at < NEW.happened_at;
    END IF;
    RETURN NEW;
END $$
"""
REFUSE = """
CREATE FUNCTION journal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'journal entries are never changed or removed';
END $$
"""
CLOCK = """
CREATE FUNCTION journal_clock_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.kind = 'real' OR NEW.is_demo <> OLD.is_demo
       OR (NEW.kind = 'simulated' AND NEW.simulated_at < OLD.simulated_at) THEN
        RAISE EXCEPTION 'the clock only moves forward, and once real it stays real';
    END IF;
    RETURN NEW;
END $$
"""


def trigger(name: str, when: str, table: str, function: str, each: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER {name} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_entry_and_delivery")]
    # One statement an item: a distributed engine takes no more (docs/operations/scale.md).
    operations = [
        migrations.RunSQL(EPOCH, "DROP FUNCTION journal_current_epoch"),
        migrations.RunSQL(FILL, "DROP FUNCTION journal_entry_fill"),
        migrations.RunSQL(REFUSE, "DROP FUNCTION journal_refuse_change"),
        migrations.RunSQL(CLOCK, "DROP FUNCTION journal_clock_guard"),
        trigger("journal_entry_fill", "INSERT", "journal_entry", "journal_entry_fill", "ROW"),
        trigger(
            "journal_entry_keep",
            "UPDATE OR DELETE",
            "journal_entry",
            "journal_refuse_change",
            "ROW",
        ),
        trigger(
            "journal_entry_whole", "TRUNCATE", "journal_entry", "journal_refuse_change", "STATEMENT"
        ),
        trigger(
            "journal_epoch_keep",
            "UPDATE OR DELETE",
            "journal_epoch",
            "journal_refuse_change",
            "ROW",
        ),
        trigger(
            "journal_epoch_whole", "TRUNCATE", "journal_epoch", "journal_refuse_change", "STATEMENT"
        ),
        trigger("journal_clock_guard", "UPDATE", "journal_clock", "journal_clock_guard", "ROW"),
        trigger("journal_clock_keep", "DELETE", "journal_clock", "journal_refuse_change", "ROW"),
        trigger(
            "journal_clock_whole", "TRUNCATE", "journal_clock", "journal_refuse_change", "STATEMENT"
        ),
    ]
