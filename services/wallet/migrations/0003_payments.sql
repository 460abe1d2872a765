-- Where each point of sale stands, as merchant-network tells: history by version.
create table accreditation (
    caisse_id         text not null,
    point_of_sale_id  uuid not null,
    version           bigint not null,
    state             text not null check (state in ('accredited', 'suspended', 'ended')),
    since             date not null,
    until             date,
    categories        text[] not null,
    decision_id       uuid not null,
    primary key (caisse_id, point_of_sale_id, version)
);
select protect_tenant_table('accreditation');

create table category_rates (
    caisse_id      text not null,
    number         int not null,
    decision_id    uuid not null,
    in_force_from  date not null,
    rates          jsonb not null,
    primary key (caisse_id, number)
);
select protect_tenant_table('category_rates');
revoke update, delete on category_rates from wallet_service;

create table payment (
    caisse_id         text not null,
    payment_id        uuid not null,
    household_id      uuid not null,
    point_of_sale_id  uuid not null,
    mona_cents        bigint not null check (mona_cents > 0),
    euros_cents       bigint not null check (euros_cents >= 0),
    refunded_cents    bigint not null default 0,
    lines             jsonb,
    paid_at           timestamptz not null,
    primary key (caisse_id, payment_id),
    check (refunded_cents between 0 and mona_cents)
);
select protect_tenant_table('payment');

-- A settlement takes out of circulation what a point of sale's account received between two of its versions.
create table settlement_line (
    caisse_id         text not null,
    settlement_id     uuid not null,
    point_of_sale_id  uuid not null,
    from_version      bigint not null,
    to_version        bigint not null check (to_version > from_version),
    gross_cents       bigint not null,
    refunds_cents     bigint not null,
    net_cents         bigint not null check (net_cents > 0),
    primary key (caisse_id, settlement_id, point_of_sale_id),
    unique (caisse_id, point_of_sale_id, from_version),
    check (gross_cents - refunds_cents = net_cents)
);
select protect_tenant_table('settlement_line');
revoke update, delete on settlement_line from wallet_service;
