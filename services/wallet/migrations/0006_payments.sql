-- Limits, holds, PINs and offline tills, as decided.
create table payment_rules (
    caisse_id      text not null,
    number         int not null,
    decision_id    uuid not null,
    in_force_from  date not null,
    rules          jsonb not null,
    primary key (caisse_id, number)
);
select protect_tenant_table('payment_rules');
revoke update, delete on payment_rules from wallet_service;

-- Grows whenever a rule of payment or an accreditation changes. Whoever keeps those in memory reads this number in the
-- transaction that pays, and reads them again when it has grown.
create table payment_facts (
    caisse_id  text primary key,
    version    bigint not null
);
select protect_tenant_table('payment_facts');

create function note_payment_facts() returns trigger language plpgsql as $$
begin
    insert into payment_facts (caisse_id, version) values (new.caisse_id, 1)
    on conflict (caisse_id) do update set version = payment_facts.version + 1;
    return null;
end $$;
create trigger payment_facts_change after insert on accreditation for each row execute function note_payment_facts();
create trigger payment_facts_change after insert on category_rates for each row execute function note_payment_facts();
create trigger payment_facts_change after insert on payment_rules for each row execute function note_payment_facts();
insert into payment_facts (caisse_id, version)
select distinct caisse_id, 1 from accreditation union select distinct caisse_id, 1 from category_rates;

-- A payment is captured at once, or authorised first: then it holds its MonA until it is captured (or a part of it),
-- voided, or too old.
alter table payment
    add column state text not null default 'captured'
        check (state in ('authorised', 'captured', 'voided', 'expired')),
    add column means text not null default 'card'
        check (means in ('card', 'household', 'qr', 'voucher', 'offline', 'receipt')),
    add column actor text not null default '',
    add column card_id uuid,
    add column held_until timestamptz,
    add column captured_at timestamptz,
    -- The clock of the database: told times aside, no hold ends before it has lasted as long as the rule says.
    add column recorded_at timestamptz not null default now(),
    add check ((state = 'authorised') <= (held_until is not null)),
    add check (refunded_cents = 0 or state = 'captured');
update payment set captured_at = paid_at;
alter table payment alter column actor drop default, alter column means drop default, alter column state drop default;
create index payment_of_household on payment (household_id, paid_at);
create index payment_held on payment (held_until) where state = 'authorised';

-- The state of a household's wallet: suspended by staff, or its household gone.
alter table household
    add column state text not null default 'open' check (state in ('open', 'suspended')),
    add column state_since timestamptz,
    add column state_reason text,
    add column last_period date;
