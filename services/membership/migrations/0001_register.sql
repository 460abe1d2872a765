-- Who asked to join, who joined, and who left. The names and addresses of people live in these tables only.

create table application (
    caisse_id             text not null,
    application_id        uuid not null,
    received_at           timestamptz not null,
    state                 text not null check (state in ('received', 'admitted', 'refused')),
    street                text not null,
    postal_code           text not null,
    city                  text not null,
    district              text,
    email                 text,
    phone                 text,
    income_bracket        text,
    consent_text_version  text not null,
    consent_given_at      timestamptz not null,
    decided_at            timestamptz,
    decided_by            text,
    refusal_reason        text,
    primary key (caisse_id, application_id),
    check ((state = 'received') = (decided_at is null)),
    check ((state = 'refused') = (refusal_reason is not null))
);
select protect_tenant_table('application');

-- A person keeps the id they applied under when they become a member.
create table application_member (
    caisse_id       text not null,
    application_id  uuid not null,
    member_id       uuid not null,
    first_name      text not null,
    last_name       text not null,
    birth_date      date not null,
    primary key (caisse_id, member_id),
    foreign key (caisse_id, application_id) references application
);
create index application_member_of_application on application_member (caisse_id, application_id);
select protect_tenant_table('application_member');

create table household (
    caisse_id         text not null,
    household_id      uuid not null,
    application_id    uuid,
    admitted_at       timestamptz not null,
    from_period       date not null check (extract(day from from_period) = 1),
    last_period       date check (extract(day from last_period) = 1),
    departure_reason  text,
    street            text not null,
    postal_code       text not null,
    city              text not null,
    district          text,
    email             text,
    phone             text,
    income_bracket    text,
    version           bigint not null check (version > 0),
    primary key (caisse_id, household_id),
    unique (caisse_id, application_id),
    foreign key (caisse_id, application_id) references application,
    -- One that withdraws before it starts has the month before its first as its last: it never counts.
    check (last_period >= from_period - interval '1 month'),
    check ((last_period is null) = (departure_reason is null))
);
select protect_tenant_table('household');

create table member (
    caisse_id     text not null,
    member_id     uuid not null,
    household_id  uuid not null,
    first_name    text not null,
    last_name     text not null,
    birth_date    date not null,
    joined_on     date not null,
    left_on       date,
    primary key (caisse_id, member_id),
    foreign key (caisse_id, household_id) references household,
    check (birth_date <= joined_on),
    check (joined_on <= left_on)
);
create index member_of_household on member (caisse_id, household_id);
select protect_tenant_table('member');
