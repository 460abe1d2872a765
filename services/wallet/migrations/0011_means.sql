-- Means of payment: delegates, replaced cards, codes shown for a minute, paper vouchers, receipts paid back.

-- Delegates see and spend for a household beside its people. They have versions of their own: what is told of one does
-- not outdate the other.
alter table household
    add column delegate_ids uuid[] not null default '{}',
    add column delegates_version bigint not null default 0;

alter table card
    add column replaced_by uuid,
    add column replaced_at timestamptz,
    add foreign key (caisse_id, replaced_by) references card (caisse_id, card_id),
    add check ((replaced_by is null) = (replaced_at is null)),
    add check (replaced_by is null or state = 'blocked');

-- A code that someone shows at a till for a household: random, of which only the hash is kept, and good once.
create table shown_code (
    caisse_id     text not null,
    code_sha256   bytea not null,
    household_id  uuid not null,
    shown_by      text not null,
    shown_at      timestamptz not null,
    expires_at    timestamptz not null,
    -- When newer codes of the household took its place.
    ended_at      timestamptz,
    used_at       timestamptz,
    payment_id    uuid,
    recorded_at   timestamptz not null default now(),
    primary key (caisse_id, code_sha256),
    foreign key (caisse_id, household_id) references household (caisse_id, household_id),
    check ((used_at is null) = (payment_id is null))
);
create index shown_code_open on shown_code (caisse_id, household_id, expires_at)
    where used_at is null and ended_at is null;
create index shown_code_unused on shown_code (caisse_id, recorded_at) where used_at is null;
select protect_tenant_table('shown_code');

-- What a till asks for and shows as a code, for a household to pay from its own session.
create table payment_request (
    caisse_id         text not null,
    request_id        uuid not null,
    point_of_sale_id  uuid not null,
    amount_cents      bigint check (amount_cents > 0),
    basket            jsonb,
    asked_by          text not null,
    asked_at          timestamptz not null,
    expires_at        timestamptz not null,
    state             text not null check (state in ('waiting', 'paid', 'cancelled')),
    ended_at          timestamptz,
    payment_id        uuid,
    recorded_at       timestamptz not null default now(),
    primary key (caisse_id, request_id),
    check ((amount_cents is null) <> (basket is null)),
    check ((state = 'waiting') = (ended_at is null)),
    check ((state = 'paid') = (payment_id is not null))
);
create index payment_request_unpaid on payment_request (caisse_id, recorded_at) where payment_id is null;
select protect_tenant_table('payment_request');

-- Paper vouchers of one value, issued together: from a household's wallet, or by the fund into a wallet of its own.
create table voucher_batch (
    caisse_id        text not null,
    batch_id         uuid not null,
    household_id     uuid,
    -- The wallet that holds their value: the household's, or the one opened for this batch under the batch's id.
    account_id       uuid not null,
    count            int not null check (count > 0),
    value_cents      bigint not null check (value_cents > 0),
    expires_on       date not null,
    -- The month in which the fund spends what it issues by itself.
    period           date not null,
    state            text not null check (state in (
                         'awaiting_second_person', 'reserving', 'refused', 'rejected', 'issued')),
    shortfall_cents  bigint,
    requested_by     text not null,
    requested_at     timestamptz not null,
    -- The second person, where one was needed.
    decided_by       text,
    decided_at       timestamptz,
    primary key (caisse_id, batch_id),
    foreign key (caisse_id, household_id) references household (caisse_id, household_id),
    check (account_id = coalesce(household_id, batch_id)),
    check (household_id is null or state = 'issued'),
    check (decided_by <> requested_by),
    check ((decided_by is null) = (decided_at is null))
);
create index voucher_batch_of_the_fund on voucher_batch (caisse_id, batch_id) where household_id is null;
select protect_tenant_table('voucher_batch');

-- Each voucher holds its value on its account until it is redeemed, cancelled or expired. Its serial is printed on paper;
-- only the hash is kept. 'waiting' while the euros behind it are not reserved.
create table voucher (
    caisse_id      text not null,
    voucher_id     uuid not null,
    batch_id       uuid not null,
    number         int not null,
    account_id     uuid not null,
    serial_sha256  bytea not null,
    value_cents    bigint not null check (value_cents > 0),
    issued_at      timestamptz not null,
    -- The last day it can be redeemed, and the instant after that day in the caisse's time zone.
    expires_on     date not null,
    expires_at     timestamptz not null,
    state          text not null check (state in ('waiting', 'issued', 'redeemed', 'cancelled', 'expired')),
    ended_at       timestamptz,
    payment_id     uuid,
    recorded_at    timestamptz not null default now(),
    primary key (caisse_id, voucher_id),
    unique (caisse_id, serial_sha256),
    unique (caisse_id, batch_id, number),
    foreign key (caisse_id, batch_id) references voucher_batch (caisse_id, batch_id),
    check ((state in ('waiting', 'issued')) = (ended_at is null)),
    check ((state = 'redeemed') = (payment_id is not null))
);
create index voucher_open on voucher (caisse_id, expires_at) where state = 'issued';
select protect_tenant_table('voucher');

-- A purchase that a household paid for itself and asks to be paid back for. What the receipt shows is checked by staff.
create table receipt_claim (
    caisse_id             text not null,
    claim_id              uuid not null,
    household_id          uuid not null,
    point_of_sale_id      uuid not null,
    bought_on             date not null,
    amount_cents          bigint not null check (amount_cents > 0),
    lines                 jsonb,
    file_sha256           bytea not null,
    claimed_by            text not null,
    claimed_at            timestamptz not null,
    state                 text not null check (state in ('received', 'approved', 'refused')),
    decided_by            text,
    decided_at            timestamptz,
    -- The clock of the database: told times aside, the file is kept as long as the rule says.
    decision_recorded_at  timestamptz,
    refusal_reason        text,
    mona_cents            bigint check (mona_cents > 0),
    paid_lines            jsonb,
    primary key (caisse_id, claim_id),
    foreign key (caisse_id, household_id) references household (caisse_id, household_id),
    check ((state = 'received') = (decided_at is null)),
    check ((decided_at is null) = (decided_by is null)),
    check ((decided_at is null) = (decision_recorded_at is null)),
    check ((state = 'refused') = (refusal_reason is not null)),
    check ((state = 'approved') = (mona_cents is not null))
);
create index receipt_claim_of_household on receipt_claim (caisse_id, household_id, claim_id);
create index receipt_claim_by_state on receipt_claim (caisse_id, state, claim_id);
create index receipt_claim_of_file on receipt_claim (caisse_id, file_sha256);
select protect_tenant_table('receipt_claim');

-- Photographs of receipts tell what people eat: personal data, deleted some time after the decision.
create table receipt_file (
    caisse_id   text not null,
    claim_id    uuid not null,
    media_type  text not null check (media_type in ('image/jpeg', 'image/png', 'application/pdf')),
    content     bytea not null,
    primary key (caisse_id, claim_id),
    foreign key (caisse_id, claim_id) references receipt_claim (caisse_id, claim_id)
);
-- Photographs and PDF are compressed already.
alter table receipt_file alter column content set storage external;
select protect_tenant_table('receipt_file');
