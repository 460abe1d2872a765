-- Who funds beside the households, what they promised and what has arrived.

create table funder (
    caisse_id  text not null,
    funder_id  uuid not null,
    name       text not null,
    kind       text not null check (kind in ('public', 'private')),
    primary key (caisse_id, funder_id)
);
select protect_tenant_table('funder');

create table funding_grant (
    caisse_id       text not null,
    grant_id        uuid not null,
    funder_id       uuid not null,
    amount_cents    bigint not null check (amount_cents > 0),
    received_cents  bigint not null default 0 check (received_cents between 0 and amount_cents),
    from_day        date not null,
    until_day       date not null check (until_day >= from_day),
    purpose         text not null,
    primary key (caisse_id, grant_id),
    foreign key (caisse_id, funder_id) references funder (caisse_id, funder_id)
);
select protect_tenant_table('funding_grant');

create table instalment (
    caisse_id      text not null,
    instalment_id  uuid not null,
    grant_id       uuid not null,
    amount_cents   bigint not null check (amount_cents > 0),
    received_on    date not null,
    primary key (caisse_id, instalment_id),
    foreign key (caisse_id, grant_id) references funding_grant (caisse_id, grant_id)
);
select protect_tenant_table('instalment');
revoke update, delete on instalment from contributions_service;
