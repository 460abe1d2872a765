-- Purchases that households paid for themselves and were paid back for.
create table reimbursement (
    caisse_id     text not null,
    claim_id      uuid not null,
    household_id  uuid not null,
    amount_cents  bigint not null check (amount_cents > 0),
    paid_on       date not null,
    primary key (caisse_id, claim_id)
);
select protect_tenant_table('reimbursement');
revoke update, delete on reimbursement from contributions_service;
