-- The fund's euros in double entry. Entries are never changed; a mistake is corrected by another entry.

-- Numbers come from a row that the posting transaction locks, since a sequence leaves a gap whenever one rolls back.
create table journal_counter (
    caisse_id    text not null,
    journal      text not null,
    last_number  bigint not null,
    primary key (caisse_id, journal)
);
select protect_tenant_table('journal_counter');

create table journal_entry (
    caisse_id  text not null,
    journal    text not null,
    number     bigint not null check (number > 0),
    entered_on date not null,
    label      text not null,
    source     text not null,
    source_id  uuid not null,
    primary key (caisse_id, journal, number)
);
-- One fact is booked once, whatever the code above believes.
create unique index journal_entry_once_per_source on journal_entry (caisse_id, source, source_id);
create index journal_entry_by_day on journal_entry (caisse_id, entered_on, journal, number);
select protect_tenant_table('journal_entry');
revoke update, delete on journal_entry from contributions_service;

create table journal_line (
    caisse_id     text not null,
    journal       text not null,
    number        bigint not null,
    line          int not null check (line > 0),
    account       text not null,
    debit_cents   bigint not null check (debit_cents >= 0),
    credit_cents  bigint not null check (credit_cents >= 0),
    check ((debit_cents = 0) <> (credit_cents = 0)),
    primary key (caisse_id, journal, number, line),
    foreign key (caisse_id, journal, number) references journal_entry (caisse_id, journal, number)
);
select protect_tenant_table('journal_line');
revoke update, delete on journal_line from contributions_service;

-- Totals per account, kept with each entry so that the fund's position is read without adding up years.
create table account_total (
    caisse_id     text not null,
    account       text not null,
    debit_cents   bigint not null,
    credit_cents  bigint not null,
    primary key (caisse_id, account)
);
select protect_tenant_table('account_total');

create function refuse_unbalanced_entry() returns trigger language plpgsql as $$
declare
    debits bigint;
    credits bigint;
begin
    select coalesce(sum(debit_cents), 0), coalesce(sum(credit_cents), 0) into debits, credits
    from journal_line
    where caisse_id = new.caisse_id and journal = new.journal and number = new.number;
    if debits <> credits or debits = 0 then
        raise exception 'journal entry % % of % has debits % and credits %',
            new.journal, new.number, new.caisse_id, debits, credits using errcode = 'check_violation';
    end if;
    return null;
end $$;

create constraint trigger journal_entry_is_balanced after insert on journal_entry
    deferrable initially deferred for each row execute function refuse_unbalanced_entry();
create constraint trigger journal_line_is_balanced after insert on journal_line
    deferrable initially deferred for each row execute function refuse_unbalanced_entry();
