-- The rules of a caisse that merchant-network owns, each from its day on, in place of a table for each kind.
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
revoke update, delete on rule_in_force from merchant_network_service;

insert into rule_in_force (caisse_id, kind, decision_number, decision_id, in_force_from, value)
select caisse_id, 'set_settlement_terms', decision_number, decision_id, in_force_from,
    jsonb_build_object('feeBasisPoints', fee_basis_points)
from settlement_terms;

drop table settlement_terms;

-- One consumer for all rules.
select take_over_consumers(array['SetSettlementTermsOnDecision'], 'ApplyRulesOnDecision');
