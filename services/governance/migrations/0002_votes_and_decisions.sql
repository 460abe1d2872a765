-- From a proposal to a decision. Ballots and decisions are append-only, and what is voted on cannot change
-- under the voters.

create table proposal (
    caisse_id      text not null,
    proposal_id    uuid not null,
    body_id        uuid not null,
    title          text not null,
    text           text not null,
    effect_kind    text not null,
    effect_value   jsonb,
    in_force_from  date not null,
    state          text not null check (state in ('draft', 'open', 'adopted', 'rejected')),
    submitted_at   timestamptz not null,
    opened_at      timestamptz,
    closed_at      timestamptz,
    primary key (caisse_id, proposal_id),
    foreign key (caisse_id, body_id) references body,
    check ((effect_kind = 'none') = (effect_value is null)),
    check ((state = 'draft') = (opened_at is null)),
    check ((state in ('adopted', 'rejected')) = (closed_at is not null))
);
select protect_tenant_table('proposal');
revoke update, delete on proposal from governance_service;
grant update (state, opened_at, closed_at) on proposal to governance_service;

-- Who may vote: the mandates that were active when the vote was opened.
create table electorate (
    caisse_id    text not null,
    proposal_id  uuid not null,
    mandate_id   uuid not null,
    member_id    uuid not null,
    primary key (caisse_id, proposal_id, mandate_id),
    unique (caisse_id, proposal_id, member_id),
    foreign key (caisse_id, proposal_id) references proposal,
    foreign key (caisse_id, mandate_id) references mandate
);
select protect_tenant_table('electorate');
revoke update, delete on electorate from governance_service;

-- The last ballot of a mandate counts; those before it stay.
create table ballot (
    caisse_id    text not null,
    sequence     bigint generated always as identity,
    proposal_id  uuid not null,
    mandate_id   uuid not null,
    choice       text not null check (choice in ('for', 'against', 'abstain')),
    cast_at      timestamptz not null,
    primary key (caisse_id, sequence),
    foreign key (caisse_id, proposal_id, mandate_id) references electorate
);
create index ballot_of_proposal on ballot (caisse_id, proposal_id, mandate_id);
select protect_tenant_table('ballot');
revoke update, delete on ballot from governance_service;

-- One row per caisse, locked by whoever adopts: numbers without gap.
create table decision_counter (
    caisse_id    text not null primary key,
    last_number  int not null
);
select protect_tenant_table('decision_counter');

create table decision (
    caisse_id      text not null,
    number         int not null check (number > 0),
    decision_id    uuid not null,
    body_id        uuid not null,
    proposal_id    uuid,
    title          text not null,
    text           text not null,
    effects        jsonb not null,
    adopted_on     date not null,
    in_force_from  date not null,
    adopted_at     timestamptz not null,
    primary key (caisse_id, number),
    unique (caisse_id, decision_id),
    unique (caisse_id, proposal_id),
    foreign key (caisse_id, body_id) references body,
    foreign key (caisse_id, proposal_id) references proposal,
    check (in_force_from >= adopted_on)
);
create unique index one_founding_decision on decision (caisse_id) where proposal_id is null;
select protect_tenant_table('decision');
revoke update, delete on decision from governance_service;

-- What the owners of the rules said. No foreign key: who says it first and who is heard first may differ.
create table decision_application (
    caisse_id       text not null,
    application_id  uuid not null,
    decision_id     uuid not null,
    effect_kind     text not null,
    service         text not null,
    refusal         text,
    applied_at      timestamptz not null,
    primary key (caisse_id, application_id)
);
-- The refusal is hashed since words may be longer than an index entry.
create unique index said_once on decision_application
    (caisse_id, decision_id, effect_kind, service, applied_at, md5(coalesce(refusal, '')));
select protect_tenant_table('decision_application');
revoke update, delete on decision_application from governance_service;
