-- The euros behind the MonA: what was set aside for allocation runs and paid to points of sale.

create table reservation (
    caisse_id        text not null,
    run_id           uuid not null,
    period           date not null,
    state            text not null check (state in ('reserved', 'refused', 'completed')),
    requested_cents  bigint not null check (requested_cents >= 0),
    shortfall_cents  bigint not null default 0 check (shortfall_cents >= 0),
    issued_cents     bigint not null default 0 check (issued_cents >= 0),
    primary key (caisse_id, run_id)
);
select protect_tenant_table('reservation');

create table settlement (
    caisse_id      text not null,
    settlement_id  uuid not null,
    gross_cents    bigint not null,
    refunds_cents  bigint not null,
    fee_cents      bigint not null,
    net_cents      bigint not null,
    paid_on        date not null,
    primary key (caisse_id, settlement_id)
);
select protect_tenant_table('settlement');
revoke update, delete on settlement from contributions_service;
