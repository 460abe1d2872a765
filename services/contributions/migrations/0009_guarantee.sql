-- What the fund's guarantee put into circulation for others, and what came back.
create table guarantee_movement (
    caisse_id     text not null,
    transfer_id   uuid not null,
    amount_cents  bigint not null check (amount_cents <> 0),
    occurred_at   timestamptz not null,
    primary key (caisse_id, transfer_id)
);
select protect_tenant_table('guarantee_movement');
revoke update, delete on guarantee_movement from contributions_service;
