-- MonA for one household beyond its run's allocation. Its movement carries its id, so it is credited once at most.
create table supplement (
    caisse_id        text not null,
    supplement_id    uuid not null,
    household_id     uuid not null,
    period           date not null,
    amount_cents     bigint not null check (amount_cents > 0),
    reason           text not null,
    state            text not null check (state in
                         ('awaiting_second_person', 'reserving', 'refused', 'credited', 'rejected')),
    requested_by     text not null,
    requested_at     timestamptz not null,
    decided_by       text,
    decided_at       timestamptz,
    shortfall_cents  bigint,
    credited_at      timestamptz,
    primary key (caisse_id, supplement_id),
    check (decided_by <> requested_by),
    check ((decided_by is null) = (decided_at is null)),
    check ((state = 'refused') = (shortfall_cents is not null)),
    check ((state = 'credited') = (credited_at is not null))
);
create index supplement_of_household on supplement (caisse_id, household_id);
select protect_tenant_table('supplement');

-- MonA moved between a household and the fund's correction account.
create table correction (
    caisse_id      text not null,
    correction_id  uuid not null,
    household_id   uuid not null,
    amount_cents   bigint not null check (amount_cents <> 0),
    reason         text not null,
    state          text not null check (state in ('awaiting_second_person', 'posted', 'rejected')),
    requested_by   text not null,
    requested_at   timestamptz not null,
    decided_by     text,
    decided_at     timestamptz,
    posted_at      timestamptz,
    primary key (caisse_id, correction_id),
    check (decided_by <> requested_by),
    check ((decided_by is null) = (decided_at is null)),
    check ((state = 'posted') = (posted_at is not null))
);
create index correction_of_household on correction (caisse_id, household_id);
select protect_tenant_table('correction');

create table carry_over (
    caisse_id      text not null,
    number         int not null,
    decision_id    uuid not null,
    in_force_from  date not null,
    rule           jsonb not null,
    primary key (caisse_id, number)
);
select protect_tenant_table('carry_over');
revoke update, delete on carry_over from wallet_service;

-- What was given to households, and the first day of the period it counts from: its own, or the month in which it was
-- credited when that is later.
create view household_credit with (security_invoker = true) as
    select caisse_id, allocation.household_id, allocation.amount_cents, true as is_allocation,
           greatest(allocation_run.period,
               date_trunc('month', allocation_run.requested_at at time zone caisse.time_zone)::date) as counts_from
    from allocation_run join caisse using (caisse_id) join allocation using (caisse_id, run_id)
    where allocation.household_id <= credited_through and allocation.amount_cents > 0
    union all
    select caisse_id, household_id, amount_cents, false,
           greatest(period, date_trunc('month', credited_at at time zone caisse.time_zone)::date)
    from supplement join caisse using (caisse_id) where state = 'credited'
    union all
    select caisse_id, household_id, amount_cents, false,
           date_trunc('month', posted_at at time zone caisse.time_zone)::date
    from correction join caisse using (caisse_id) where state = 'posted' and amount_cents > 0;
grant select on household_credit to wallet_service;

-- The warnings and expiries due on a day, done slice by slice: warned_through is the last household looked at.
create table expiry_run (
    caisse_id           text not null,
    run_id              uuid not null,
    on_day              date not null,
    state               text not null check (state in ('running', 'completed')),
    -- The day on which it was asked for: a warning is given then, whatever earlier day the run is for.
    requested_on        date not null check (on_day <= requested_on),
    requested_at        timestamptz not null,
    warned_through      uuid,
    warned_households   int not null default 0,
    expired_households  int not null default 0,
    expired_cents       bigint not null default 0,
    primary key (caisse_id, run_id),
    unique (caisse_id, on_day)
);
create index expiry_run_unfinished on expiry_run (caisse_id, on_day) where state = 'running';
select protect_tenant_table('expiry_run');

-- What a household was warned of for a day, and what then expired. Nothing expires without a warning seven days before.
create table expiry_warning (
    caisse_id      text not null,
    household_id   uuid not null,
    on_date        date not null check (extract(day from on_date) = 1),
    amount_cents   bigint not null check (amount_cents > 0),
    warned_30_on   date,
    warned_7_on    date,
    run_id         uuid,
    expired_cents  bigint,
    primary key (caisse_id, household_id, on_date),
    check (least(warned_30_on, warned_7_on) <= on_date - 7),
    check ((run_id is null) = (expired_cents is null)),
    check (expired_cents between 0 and amount_cents),
    foreign key (caisse_id, run_id) references expiry_run (caisse_id, run_id)
);
create index expiry_warning_open on expiry_warning (caisse_id, on_date, household_id) where run_id is null;
select protect_tenant_table('expiry_warning');
