-- Who holds MonA. The sum over all accounts of a caisse is zero at every instant.
create table account (
    caisse_id      text not null,
    account_id     uuid not null,
    kind           text not null check (kind in
                       ('household', 'point_of_sale', 'issuance', 'expired', 'guarantee', 'correction')),
    balance_cents  bigint not null default 0,
    held_cents     bigint not null default 0,
    version        bigint not null default 0,
    primary key (caisse_id, account_id),
    check (kind not in ('household', 'point_of_sale') or balance_cents >= 0),
    check (held_cents >= 0 and (held_cents = 0 or held_cents <= balance_cents))
);
create unique index account_of_the_fund on account (caisse_id, kind) where kind not in ('household', 'point_of_sale');
select protect_tenant_table('account');

-- A movement of MonA. Wide: it carries both accounts' versions and balances after it, so that a lost or doubled movement
-- shows as a gap. Never updated, never deleted.
create table transfer (
    caisse_id             text not null,
    transfer_id           uuid not null,
    kind                  text not null check (kind in
                              ('allocation', 'payment', 'refund', 'expiry', 'settlement', 'correction')),
    debit_account         uuid not null,
    credit_account        uuid not null,
    amount_cents          bigint not null check (amount_cents > 0),
    debit_version         bigint not null,
    debit_balance_cents   bigint not null,
    credit_version        bigint not null,
    credit_balance_cents  bigint not null,
    reference_id          uuid not null,
    actor                 text not null,
    at                    timestamptz not null,
    primary key (caisse_id, transfer_id),
    unique (caisse_id, debit_account, debit_version),
    unique (caisse_id, credit_account, credit_version),
    foreign key (caisse_id, debit_account) references account (caisse_id, account_id),
    foreign key (caisse_id, credit_account) references account (caisse_id, account_id),
    check (debit_account <> credit_account)
);
select protect_tenant_table('transfer');
revoke update, delete on transfer from wallet_service;

-- The two legs of each transfer, as a statement reads them.
create view entry with (security_invoker = true) as
    select caisse_id, debit_account as account_id, debit_version as version, -amount_cents as amount_cents,
           debit_balance_cents as balance_cents, transfer_id, kind, credit_account as other_account, reference_id, actor, at
    from transfer
    union all
    select caisse_id, credit_account, credit_version, amount_cents,
           credit_balance_cents, transfer_id, kind, debit_account, reference_id, actor, at
    from transfer;
grant select on entry to wallet_service;
