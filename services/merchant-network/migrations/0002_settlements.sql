-- What points of sale took in, the terms they are reimbursed on, and the settlements.

-- A projection of the wallet's payments and refunds, for statements; the ledger is the authority for settlements.
create table movement (
    caisse_id         text not null,
    movement_id       uuid not null,
    point_of_sale_id  uuid not null,
    kind              text not null check (kind in ('payment', 'refund')),
    payment_id        uuid not null,
    mona_cents        bigint not null,
    euros_cents       bigint not null,
    occurred_at       timestamptz not null,
    primary key (caisse_id, movement_id)
);
create index movement_of_point_of_sale on movement (caisse_id, point_of_sale_id, occurred_at, movement_id);
select protect_tenant_table('movement');
revoke update, delete on movement from merchant_network_service;

create table settlement_terms (
    caisse_id         text not null,
    decision_id       uuid not null,
    decision_number   int not null,
    in_force_from     date not null,
    fee_basis_points  int not null check (fee_basis_points between 0 and 1000),
    primary key (caisse_id, decision_id)
);
select protect_tenant_table('settlement_terms');
revoke update, delete on settlement_terms from merchant_network_service;

create table settlement (
    caisse_id         text not null,
    settlement_id     uuid not null,
    until             date not null,
    state             text not null check (state in ('requested', 'issued')),
    requested_at      timestamptz not null,
    issued_at         timestamptz,
    fee_basis_points  int,
    gross_cents       bigint not null default 0,
    refunds_cents     bigint not null default 0,
    fee_cents         bigint not null default 0,
    net_cents         bigint not null default 0,
    primary key (caisse_id, settlement_id),
    check (net_cents = gross_cents - refunds_cents - fee_cents),
    check ((state = 'issued') = (issued_at is not null and fee_basis_points is not null))
);
create unique index settlement_in_progress on settlement (caisse_id) where state = 'requested';
select protect_tenant_table('settlement');
revoke delete on settlement from merchant_network_service;

-- Whom a line pays is kept with it, so that the bank file stays the same whatever the point of sale becomes.
create table settlement_line (
    caisse_id         text not null,
    settlement_id     uuid not null,
    point_of_sale_id  uuid not null,
    legal_name        text not null,
    iban              text not null,
    gross_cents       bigint not null,
    refunds_cents     bigint not null,
    fee_cents         bigint not null check (fee_cents >= 0),
    net_cents         bigint not null check (net_cents >= 0),
    primary key (caisse_id, settlement_id, point_of_sale_id),
    foreign key (caisse_id, settlement_id) references settlement,
    foreign key (caisse_id, point_of_sale_id) references point_of_sale,
    check (net_cents = gross_cents - refunds_cents - fee_cents)
);
select protect_tenant_table('settlement_line');
revoke update, delete on settlement_line from merchant_network_service;
