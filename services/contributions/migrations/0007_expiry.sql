-- MonA that expired: the euros behind it are free.
create table expiry (
    caisse_id     text not null,
    run_id        uuid not null,
    on_date       date not null,
    amount_cents  bigint not null check (amount_cents > 0),
    primary key (caisse_id, run_id)
);
select protect_tenant_table('expiry');
revoke update, delete on expiry from contributions_service;
