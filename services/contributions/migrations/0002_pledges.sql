-- Who contributes, what they committed to, what is due from them and what they paid.

-- A departure may be heard before the admission: persons and first period are null until that arrives.
create table household (
    caisse_id            text not null,
    household_id         uuid not null,
    member_ids           uuid[],
    composition_version  bigint not null default 0,
    from_period          date,
    last_period          date,
    departure_version    bigint not null default 0,
    primary key (caisse_id, household_id)
);
select protect_tenant_table('household');

create table pledge (
    caisse_id     text not null,
    pledge_id     uuid not null,
    household_id  uuid not null,
    version       bigint not null,
    primary key (caisse_id, pledge_id),
    foreign key (caisse_id, household_id) references household (caisse_id, household_id)
);
create unique index pledge_once_per_household on pledge (caisse_id, household_id);
select protect_tenant_table('pledge');

-- Each change of a pledge is a row. The terms of a period are those of the latest change whose first period has come.
create table pledge_terms (
    caisse_id      text not null,
    pledge_id      uuid not null,
    version        bigint not null,
    from_period    date not null,
    monthly_cents  bigint not null check (monthly_cents >= 0),
    method         text not null check (method in ('transfer', 'card', 'cash')),
    paused         boolean not null,
    primary key (caisse_id, pledge_id, version),
    foreign key (caisse_id, pledge_id) references pledge (caisse_id, pledge_id)
);
select protect_tenant_table('pledge_terms');
revoke update, delete on pledge_terms from contributions_service;

create table collection (
    caisse_id      text not null,
    collection_id  uuid not null,
    period         date not null,
    households     int not null,
    total_cents    bigint not null,
    primary key (caisse_id, collection_id)
);
create unique index collection_once_per_period on collection (caisse_id, period);
select protect_tenant_table('collection');

create table due (
    caisse_id      text not null,
    household_id   uuid not null,
    period         date not null,
    pledge_id      uuid not null,
    collection_id  uuid not null,
    amount_cents   bigint not null check (amount_cents > 0),
    primary key (caisse_id, household_id, period),
    foreign key (caisse_id, pledge_id) references pledge (caisse_id, pledge_id)
);
select protect_tenant_table('due');
revoke update, delete on due from contributions_service;

create table receipt (
    caisse_id     text not null,
    receipt_id    uuid not null,
    household_id  uuid not null,
    period        date not null,
    amount_cents  bigint not null check (amount_cents > 0),
    method        text not null check (method in ('transfer', 'card', 'cash', 'cheque')),
    received_on   date not null,
    primary key (caisse_id, receipt_id),
    foreign key (caisse_id, household_id) references household (caisse_id, household_id)
);
create index receipt_by_household on receipt (caisse_id, household_id, period);
select protect_tenant_table('receipt');
revoke update, delete on receipt from contributions_service;
