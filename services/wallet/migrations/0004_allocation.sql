create table allocation_scheme (
    caisse_id      text not null,
    number         int not null,
    decision_id    uuid not null,
    in_force_from  date not null,
    scheme         jsonb not null,
    primary key (caisse_id, number)
);
select protect_tenant_table('allocation_scheme');
revoke update, delete on allocation_scheme from wallet_service;

create table allocation_run (
    caisse_id        text not null,
    run_id           uuid not null,
    period           date not null,
    state            text not null check (state in ('reserving', 'refused', 'crediting', 'completed')),
    scheme           jsonb not null,
    decision_id      uuid not null,
    slices_heard     int[] not null default '{}',
    households       int,
    total_cents      bigint,
    shortfall_cents  bigint,
    requested_at     timestamptz not null,
    primary key (caisse_id, run_id)
);
create unique index allocation_run_of_period on allocation_run (caisse_id, period) where state <> 'refused';
select protect_tenant_table('allocation_run');

-- What each household receives in a run, and whether it has.
create table allocation (
    caisse_id     text not null,
    run_id        uuid not null,
    household_id  uuid not null,
    amount_cents  bigint not null check (amount_cents >= 0),
    reasoning     text not null,
    transfer_id   uuid not null unique,
    is_credited   boolean not null default false,
    primary key (caisse_id, run_id, household_id),
    foreign key (caisse_id, run_id) references allocation_run (caisse_id, run_id)
);
create index allocation_due on allocation (caisse_id, run_id, household_id) where not is_credited;
select protect_tenant_table('allocation');
