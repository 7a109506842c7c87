import re

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION payments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER posting_is_append_only BEFORE UPDATE OR DELETE ON payments_posting
    FOR EACH ROW EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER payment_is_append_only BEFORE UPDATE OR DELETE ON payments_payment
    FOR EACH ROW EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER refund_is_append_only BEFORE UPDATE OR DELETE ON payments_refund
    FOR EACH ROW EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER waiver_is_append_only BEFORE UPDATE OR DELETE ON payments_itemwaiver
    FOR EACH ROW EXECUTE FUNCTION payments_refuse_change();
"""

# Money in = allocated + refunded + suspended, for each payment, when a transaction commits.
PAYMENT_BALANCES = """
CREATE FUNCTION payments_check_payment(of_payment uuid) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    came_in bigint;
    posted bigint;
    suspended bigint;
    allocated bigint;
BEGIN
    SELECT amount_vnd INTO came_in FROM payments_payment WHERE id = of_payment;
    SELECT coalesce(sum(amount_vnd) FILTER (WHERE source = 'outside'), 0),
           coalesce(sum(CASE 'suspended' WHEN target THEN amount_vnd
                                         WHEN source THEN -amount_vnd END), 0),
           coalesce(sum(CASE 'allocated' WHEN target THEN amount_vnd
                                         WHEN source THEN -amount_vnd END), 0)
      INTO posted, suspended, allocated
      FROM payments_posting WHERE payment_id = of_payment;
    IF posted <> came_in OR suspended < 0 OR allocated < 0 THEN
        RAISE EXCEPTION 'payment % does not balance: % in, % posted, % suspended, % allocated',
            of_payment, came_in, posted, suspended, allocated
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_balances';
    END IF;
END $$
"""

CHARGE_BALANCES = """
CREATE FUNCTION payments_check_charge(of_charge bigint) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    charge payments_charge%ROWTYPE;
    owed bigint;
    allocated bigint;
    given_back bigint;
BEGIN
    SELECT * INTO charge FROM payments_charge WHERE id = of_charge;
    SELECT coalesce((SELECT sum(quantity * unit_vnd) FROM payments_chargeitem
                      WHERE charge_id = of_charge), 0)
         - coalesce((SELECT sum(waiver.amount_vnd) FROM payments_itemwaiver waiver
                       JOIN payments_chargeitem item ON item.id = waiver.item_id
                      WHERE item.charge_id = of_charge), 0) INTO owed;
    SELECT coalesce(sum(CASE 'allocated' WHEN target THEN amount_vnd
                                         WHEN source THEN -amount_vnd END), 0),
           coalesce(sum(amount_vnd) FILTER (WHERE target = 'refunded'), 0)
      INTO allocated, given_back
      FROM payments_posting WHERE charge_id = of_charge;
    IF owed <> charge.due_vnd
       OR allocated <> (CASE charge.state WHEN 'settled' THEN charge.due_vnd ELSE 0 END)
       OR given_back <> (CASE charge.state WHEN 'refunded' THEN charge.due_vnd ELSE 0 END) THEN
        RAISE EXCEPTION 'charge % does not balance: % with % due, % owed, % allocated, % refunded',
            of_charge, charge.state, charge.due_vnd, owed, allocated, given_back
            USING ERRCODE = 'check_violation', CONSTRAINT = 'charge_balances';
    END IF;
END $$
"""

TRIGGERS = """
CREATE FUNCTION payments_posting_balances() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM payments_check_payment(NEW.payment_id);
    IF NEW.charge_id IS NOT NULL THEN
        PERFORM payments_check_charge(NEW.charge_id);
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION payments_payment_balances() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM payments_check_payment(NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION payments_charge_balances() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM payments_check_charge(NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION payments_item_balances() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM payments_check_charge(NEW.charge_id);
    RETURN NULL;
END $$;
CREATE FUNCTION payments_waiver_balances() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM payments_check_charge(
        (SELECT charge_id FROM payments_chargeitem WHERE id = NEW.item_id));
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER posting_balances AFTER INSERT ON payments_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_posting_balances();
CREATE CONSTRAINT TRIGGER payment_balances AFTER INSERT ON payments_payment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_payment_balances();
CREATE CONSTRAINT TRIGGER charge_balances AFTER INSERT OR UPDATE ON payments_charge
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_charge_balances();
CREATE CONSTRAINT TRIGGER item_balances AFTER INSERT OR UPDATE ON payments_chargeitem
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_item_balances();
CREATE CONSTRAINT TRIGGER waiver_balances AFTER INSERT ON payments_itemwaiver
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_waiver_balances();
"""

UNDO = """
DROP FUNCTION payments_refuse_change CASCADE;
DROP FUNCTION payments_posting_balances CASCADE;
DROP FUNCTION payments_payment_balances CASCADE;
DROP FUNCTION payments_charge_balances CASCADE;
DROP FUNCTION payments_item_balances CASCADE;
DROP FUNCTION payments_waiver_balances CASCADE;
DROP FUNCTION payments_check_payment(uuid);
DROP FUNCTION payments_check_charge(bigint);
"""


def _items(statements: str) -> tuple[str, ...]:
    """Take statements apart: a distributed engine takes one at a time."""
    return tuple(re.split(r";\n(?=CREATE|DROP)", statements.strip().rstrip(";")))


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]

    operations = [
        migrations.RunSQL(_items(APPEND_ONLY), "SELECT 1"),
        migrations.RunSQL(_items(PAYMENT_BALANCES), "SELECT 1"),
        migrations.RunSQL(_items(CHARGE_BALANCES), "SELECT 1"),
        migrations.RunSQL(_items(TRIGGERS), _items(UNDO)),
    ]
