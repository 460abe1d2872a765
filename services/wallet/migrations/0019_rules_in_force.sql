-- The rules of a caisse that the wallet owns, each from its day on: one table for all kinds, in place of one for each.
create table rule_in_force (
    caisse_id        text not null,
    kind             text not null,
    decision_number  int not null check (decision_number > 0),
    decision_id      uuid not null,
    in_force_from    date not null,
    value            jsonb not null check (jsonb_typeof(value) = 'object'),
    primary key (caisse_id, kind, decision_number)
);
select protect_tenant_table('rule_in_force');
revoke update, delete on rule_in_force from wallet_service;

insert into rule_in_force (caisse_id, kind, decision_number, decision_id, in_force_from, value)
select caisse_id, 'set_allocation_scheme', number, decision_id, in_force_from, scheme from allocation_scheme
union all
select caisse_id, 'set_category_rates', number, decision_id, in_force_from, rates from category_rates
union all
select caisse_id, 'set_payment_rules', number, decision_id, in_force_from, rules from payment_rules
union all
select caisse_id, 'set_carry_over', number, decision_id, in_force_from, rule from carry_over;

drop table allocation_scheme, category_rates, payment_rules, carry_over;

-- Whoever keeps rules in memory reads them again when one is decided, whichever it is.
create trigger payment_facts_change after insert on rule_in_force for each row execute function note_payment_facts();
