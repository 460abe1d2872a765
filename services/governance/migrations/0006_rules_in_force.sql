-- The rules of a caisse that governance owns, each from its day on.
create table rule_in_force (
    caisse_id        text not null,
    kind             text not null,
    decision_number  int not null check (decision_number > 0),
    decision_id      uuid not null,
    in_force_from    date not null,
    value            jsonb not null check (jsonb_typeof(value) = 'object'),
    primary key (caisse_id, kind, decision_number)
);
select protect_tenant_table('rule_in_force');
revoke update, delete on rule_in_force from governance_service;

-- The rules under which a vote was opened. They stay what they were, whatever is decided meanwhile.
create table vote_rules (
    caisse_id            text not null,
    proposal_id          uuid not null,
    mode                 text not null check (mode in ('majority', 'qualified_majority')),
    quorum_percent       int not null check (quorum_percent between 0 and 100),
    share_numerator      int,
    share_denominator    int,
    counts_abstentions   boolean not null,
    closes_not_before    timestamptz not null,
    decision_number      int,
    primary key (caisse_id, proposal_id),
    foreign key (caisse_id, proposal_id) references proposal,
    check ((mode = 'qualified_majority') = (share_numerator is not null and share_denominator is not null)),
    check (share_numerator between 1 and share_denominator and share_numerator * 2 > share_denominator)
);
select protect_tenant_table('vote_rules');
revoke update, delete on vote_rules from governance_service;

-- Until now a vote was opened under its body's quorum, by majority, and closed at any time.
insert into vote_rules (
    caisse_id, proposal_id, mode, quorum_percent, counts_abstentions, closes_not_before)
select proposal.caisse_id, proposal.proposal_id, 'majority', body.quorum_percent, false, proposal.opened_at
from proposal join body on body.caisse_id = proposal.caisse_id and body.body_id = proposal.body_id
where proposal.opened_at is not null;
