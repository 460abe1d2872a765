-- The rules of a caisse that contributions owns, each from its day on: one table for all kinds, in place of one for each.
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
revoke update, delete on rule_in_force from contributions_service;

insert into rule_in_force (caisse_id, kind, decision_number, decision_id, in_force_from, value)
select caisse_id, 'set_contribution_scheme', decision_number, decision_id, in_force_from,
    jsonb_build_object(
        'minimumFirstPersonCents', minimum_first_person_cents,
        'minimumFurtherPersonCents', minimum_further_person_cents)
from contribution_scheme
union all
select caisse_id, 'set_backing_ratio', decision_number, decision_id, in_force_from, jsonb_build_object('percent', percent)
from backing_ratio;

drop table contribution_scheme, backing_ratio;

-- One consumer for all rules. What only one of its predecessors has heard, it finds in the table.
select take_over_consumers(
    array['ApplyContributionSchemeOnDecision', 'ApplyBackingRatioOnDecision'], 'ApplyRulesOnDecision');
