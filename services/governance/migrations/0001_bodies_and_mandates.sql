-- Who sits where and since when, and what other services told us about who and what exists.

create table body (
    caisse_id       text not null,
    body_id         uuid not null,
    kind            text not null check (kind in (
        'citizens_committee', 'cooperation_collective', 'scientific_committee', 'institutional_committee',
        'working_group', 'buying_group_board')),
    name            text not null,
    seats           int not null check (seats between 1 and 500),
    term_months     int not null check (term_months between 1 and 120),
    quorum_percent  int not null check (quorum_percent between 0 and 100),
    decision_mode   text not null check (decision_mode = 'majority'),
    created_at      timestamptz not null,
    primary key (caisse_id, body_id)
);
create unique index one_citizens_committee on body (caisse_id) where kind = 'citizens_committee';
select protect_tenant_table('body');

create table known_member (
    caisse_id  text not null,
    member_id  uuid not null,
    primary key (caisse_id, member_id)
);
select protect_tenant_table('known_member');

create table known_point_of_sale (
    caisse_id         text not null,
    point_of_sale_id  uuid not null,
    primary key (caisse_id, point_of_sale_id)
);
select protect_tenant_table('known_point_of_sale');

-- ended_on is the first day without the mandate, when it ends before its last day.
create table mandate (
    caisse_id   text not null,
    mandate_id  uuid not null,
    body_id     uuid not null,
    member_id   uuid not null,
    origin      text not null check (origin in ('appointment', 'election')),
    first_day   date not null,
    last_day    date not null,
    ended_on    date,
    end_reason  text,
    given_at    timestamptz not null,
    primary key (caisse_id, mandate_id),
    foreign key (caisse_id, body_id) references body,
    foreign key (caisse_id, member_id) references known_member,
    check (first_day <= last_day),
    check (ended_on between first_day and last_day),
    check ((ended_on is null) = (end_reason is null))
);
create index mandate_of_body on mandate (caisse_id, body_id, mandate_id);
create index mandate_of_member on mandate (caisse_id, member_id);
select protect_tenant_table('mandate');

-- The history of mandates is not rewritten: they are given, and ended.
revoke update, delete on mandate from governance_service;
grant update (ended_on, end_reason) on mandate to governance_service;
