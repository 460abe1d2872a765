-- Drawing by lot: seats are opened with quotas, people volunteer, the pool is frozen, its panels are computed and
-- committed to, and a value from outside, which nobody knew then, picks one of them, once.

create table campaign (
    caisse_id        text not null,
    campaign_id      uuid not null,
    title            text not null,
    seats            int not null check (seats between 1 and 500),
    body_id          uuid,
    one_per_address  boolean not null,
    alternates       int not null check (alternates between 0 and 100),
    value_source     text not null,
    awaited_at       timestamptz not null,
    opened_at        timestamptz not null,
    state            text not null check (state in (
        'open', 'computing', 'infeasible', 'late', 'failed', 'committed', 'drawn', 'cancelled')),
    progress         jsonb,
    advice           jsonb,
    primary key (caisse_id, campaign_id)
);
create index campaign_computing on campaign (caisse_id, campaign_id) where state = 'computing';
select protect_tenant_table('campaign');

-- What was announced is not changed afterwards; only how far it has come.
revoke update, delete on campaign from membership_service;
grant update (state, progress, advice) on campaign to membership_service;

create table campaign_quota (
    caisse_id              text not null,
    campaign_id            uuid not null,
    position               int not null,
    feature                text not null,
    value                  text not null,
    min                    int not null check (min >= 0),
    max                    int not null check (max >= min),
    lowest_min             int not null check (lowest_min between 0 and min),
    highest_max            int check (highest_max >= max),
    explanation            text,
    explanation_in_french  text,
    primary key (caisse_id, campaign_id, position),
    unique (caisse_id, campaign_id, feature, value),
    foreign key (caisse_id, campaign_id) references campaign
);
select protect_tenant_table('campaign_quota');
revoke update, delete on campaign_quota from membership_service;

-- The address is kept as a hash alone: it says who lives together, not where.
create table candidate (
    caisse_id       text not null,
    campaign_id     uuid not null,
    person_id       uuid not null,
    features        jsonb not null,
    address_key     text not null,
    volunteered_at  timestamptz not null,
    primary key (caisse_id, campaign_id, person_id),
    foreign key (caisse_id, campaign_id) references campaign
);
select protect_tenant_table('candidate');

-- One per campaign. The salt ties pseudonyms to people: it never leaves this table. recorded_at is the database's own
-- clock, by which the time until the commitment is measured.
create table draw (
    caisse_id    text not null,
    draw_id      uuid not null,
    campaign_id  uuid not null,
    salt         text not null,
    pool         bytea not null,
    pool_hash    text not null,
    candidates   int not null,
    frozen_at    timestamptz not null,
    recorded_at  timestamptz not null default clock_timestamp(),
    primary key (caisse_id, draw_id),
    unique (caisse_id, campaign_id),
    foreign key (caisse_id, campaign_id) references campaign
);
select protect_tenant_table('draw');
revoke update, delete on draw from membership_service;

create table draw_commitment (
    caisse_id     text not null,
    draw_id       uuid not null,
    bundle_hash   text not null,
    evidence      bytea not null,
    committed_at  timestamptz not null,
    primary key (caisse_id, draw_id),
    foreign key (caisse_id, draw_id) references draw
);
select protect_tenant_table('draw_commitment');
revoke update, delete on draw_commitment from membership_service;

create table draw_outcome (
    caisse_id  text not null,
    draw_id    uuid not null,
    value      text not null,
    number     int not null,
    evidence   bytea not null,
    drawn_at   timestamptz not null,
    drawn_by   text not null,
    primary key (caisse_id, draw_id),
    foreign key (caisse_id, draw_id) references draw_commitment
);
select protect_tenant_table('draw_outcome');
revoke update, delete on draw_outcome from membership_service;

create table draw_seat (
    caisse_id   text not null,
    draw_id     uuid not null,
    seat        int not null,
    pseudonym   text not null,
    alternates  text[] not null,
    primary key (caisse_id, draw_id, seat),
    unique (caisse_id, draw_id, pseudonym),
    foreign key (caisse_id, draw_id) references draw_outcome
);
select protect_tenant_table('draw_seat');
revoke update, delete on draw_seat from membership_service;

-- Whoever refuses does so once; whoever held a seat is succeeded where anyone is left who fits.
create table draw_refusal (
    caisse_id    text not null,
    draw_id      uuid not null,
    number       int not null check (number > 0),
    pseudonym    text not null,
    seat         int,
    successor    text,
    basis        text check (basis in ('alternate', 'conditional_draw')),
    recorded_at  timestamptz not null,
    primary key (caisse_id, draw_id, number),
    unique (caisse_id, draw_id, pseudonym),
    foreign key (caisse_id, draw_id) references draw_outcome,
    check ((successor is null) = (basis is null)),
    check (seat is not null or successor is null)
);
select protect_tenant_table('draw_refusal');
revoke update, delete on draw_refusal from membership_service;
