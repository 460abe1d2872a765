-- The closed months of a ledger, each digest covering the one before: what is published here and elsewhere cannot be
-- rewritten unnoticed. A closing covers the movements after the position where the one before it ended.
create table ledger_closing (
    caisse_id        text not null,
    period           date not null,
    from_position    bigint not null,
    to_position      bigint not null,
    transfers        bigint not null check (transfers > 0),
    amount_cents     bigint not null,
    -- All that was issued and reimbursed up to this closing, where a check since then starts.
    issued_cents     bigint not null,
    settled_cents    bigint not null,
    previous_digest  text not null check (previous_digest ~ '^[0-9a-f]{64}$'),
    digest           text not null check (digest ~ '^[0-9a-f]{64}$'),
    closed_at        timestamptz not null,
    primary key (caisse_id, period),
    unique (caisse_id, from_position),
    unique (caisse_id, previous_digest),
    check (to_position > from_position)
);
select protect_tenant_table('ledger_closing');
revoke update, delete on ledger_closing from wallet_service;

-- Where each account stood when the last month was closed.
create table ledger_checkpoint (
    caisse_id       text not null,
    account_number  bigint not null,
    version         bigint not null check (version > 0),
    balance_cents   bigint not null,
    primary key (caisse_id, account_number)
);
select protect_tenant_table('ledger_checkpoint');

-- The month that is about to be closed by itself: up to which movement, and since when no other has joined it, by the
-- clock of the database.
create table ledger_closing_due (
    caisse_id    text primary key,
    period       date not null,
    to_position  bigint not null,
    seen_at      timestamptz not null default now()
);
select protect_tenant_table('ledger_closing_due');
