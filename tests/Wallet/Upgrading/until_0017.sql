-- What the release wrote whose last migration is 0017: the fund issued three vouchers of 10.00 and a household one of
-- 5.00; one of the fund's was redeemed before October was closed, and one after it.
insert into caisse (caisse_id, name, legal_name, iban, time_zone, founded_at) values
    ('nantes', 'Caisse de Nantes', 'Association', 'FR7630006000011234567890189', 'Europe/Paris',
        '2026-01-01 08:00:00+00');

insert into household (caisse_id, household_id, member_ids, version, state, delegate_ids, delegates_version) values
    ('nantes', '01a22df4-ed70-7c60-ad0d-475edbba0d3f', '{01a22df4-ed6b-792e-ad92-5d5bce0ef028}', 1, 'open', '{}', 0);

insert into account (caisse_id, account_id, kind, balance_cents, held_cents, version, account_number)
    overriding system value values
    ('nantes', '01a22df4-f12f-7773-bc83-9d7cb27a19ac', 'issuance', -13000, 0, 2, 3),
    ('nantes', '01a22df4-ed70-7c60-ad0d-475edbba0d3f', 'household', 10000, 500, 1, 1),
    ('nantes', '01a22df4-edd1-79a1-925e-0d937556e06a', 'point_of_sale', 2000, 0, 2, 2),
    ('nantes', '01a22df4-f1c4-798c-936c-c2fd24ee2c99', 'household', 1000, 1000, 3, 7);

insert into actor (caisse_id, name, actor_number)
    overriding system value values
    ('nantes', 'CreditAllocations', 1),
    ('nantes', 'IssueVouchersOnFundsReserved', 2),
    ('nantes', 'till of 01a22df4-edd1-79a1-925e-0d937556e06a', 3);

insert into accreditation (caisse_id, point_of_sale_id, version, state, since, categories, decision_id) values
    ('nantes', '01a22df4-edd1-79a1-925e-0d937556e06a', 1, 'accredited', '2026-01-01', '{}',
        '01a22df4-edd1-7407-993c-e853e8cd7699');

insert into transfer (position, debit_account, credit_account, amount_cents, debit_version, debit_balance_cents,
    credit_version, credit_balance_cents, at, transfer_id, actor_number, caisse_id, kind, reference_id)
    overriding system value values
    (1, 3, 1, 10000, 1, -10000, 1, 10000, '2026-10-21 09:31:00+00', '01a22df4-f0af-7df1-9b5e-74a6809f6518', 1,
        'nantes', 'allocation', '01a22df4-ef50-7901-8e17-1da8f8269d78'),
    (2, 3, 7, 3000, 2, -13000, 1, 3000, '2026-10-21 09:31:00+00', '01a22df4-f1c4-798c-936c-c2fd24ee2c99', 2,
        'nantes', 'allocation', null),
    (3, 7, 2, 1000, 2, 2000, 1, 1000, '2026-10-21 09:31:00+00', '01a22df4-f2e3-766b-bfc9-c8ded2bae9a0', 3, 'nantes',
        'voucher', null),
    (4, 7, 2, 1000, 3, 1000, 2, 2000, '2026-11-25 09:00:00+00', '01a22df4-f487-79be-a4aa-d8bd217cab29', 3, 'nantes',
        'voucher', null);

insert into ledger_closing (caisse_id, period, from_position, to_position, transfers, amount_cents, issued_cents,
    settled_cents, previous_digest, digest, closed_at) values
    ('nantes', '2026-10-01', 0, 3, 3, 14000, 13000, 0,
        '0000000000000000000000000000000000000000000000000000000000000000',
        '66eaae656e00799470506aa3895f31f8ec0fdaaadc0f047354532af9cc9bc2c2', '2026-12-02 09:00:00+00');

insert into ledger_checkpoint (caisse_id, account_number, version, balance_cents) values
    ('nantes', 1, 1, 10000),
    ('nantes', 2, 1, 1000),
    ('nantes', 3, 2, -13000),
    ('nantes', 7, 2, 2000);

insert into voucher_batch (caisse_id, batch_id, household_id, account_id, count, value_cents, expires_on, period,
    state, requested_by, requested_at, decided_by, decided_at) values
    ('nantes', '01a22df4-f1c4-798c-936c-c2fd24ee2c99', null, '01a22df4-f1c4-798c-936c-c2fd24ee2c99', 3, 1000,
        '2026-12-21', '2026-11-01', 'issued', 'test-client', '2026-11-21 09:31:00+00', 'a second person',
        '2026-11-21 09:31:00+00'),
    ('nantes', '01a22df4-f400-749a-b6af-9c9fde1267ee', '01a22df4-ed70-7c60-ad0d-475edbba0d3f',
        '01a22df4-ed70-7c60-ad0d-475edbba0d3f', 1, 500, '2026-12-21', '2026-11-01', 'issued', 'test-client',
        '2026-11-21 09:31:00+00', null, null);

insert into payment (caisse_id, payment_id, household_id, point_of_sale_id, mona_cents, euros_cents, refunded_cents,
    paid_at, state, means, actor, captured_at, recorded_at, returned_lines, guarantee_refunded_cents) values
    ('nantes', '01a22df4-f2e3-766b-bfc9-c8ded2bae9a0', '01a22df4-f1c4-798c-936c-c2fd24ee2c99',
        '01a22df4-edd1-79a1-925e-0d937556e06a', 1000, 0, 0, '2026-11-21 09:31:00+00', 'captured', 'voucher',
        'till of 01a22df4-edd1-79a1-925e-0d937556e06a', '2026-11-21 09:31:00+00', '2026-11-30 19:35:57.502644+00', '{}',
        0),
    ('nantes', '01a22df4-f487-79be-a4aa-d8bd217cab29', '01a22df4-f1c4-798c-936c-c2fd24ee2c99',
        '01a22df4-edd1-79a1-925e-0d937556e06a', 1000, 0, 0, '2026-11-25 09:00:00+00', 'captured', 'voucher',
        'till of 01a22df4-edd1-79a1-925e-0d937556e06a', '2026-11-25 09:00:00+00', '2026-11-30 19:35:57.831853+00', '{}',
        0);

insert into voucher (caisse_id, voucher_id, batch_id, number, account_id, serial_sha256, value_cents, issued_at,
    expires_on, expires_at, state, ended_at, payment_id, recorded_at) values
    ('nantes', '01a22df4-f1ce-7318-87ec-4c9cea48b238', '01a22df4-f1c4-798c-936c-c2fd24ee2c99', 3,
        '01a22df4-f1c4-798c-936c-c2fd24ee2c99',
        '\xd14edb07886a7522c03a2fea65eba737b4eb994d73dfe1ba3c538fa2498965c1', 1000, '2026-11-21 09:31:00+00',
        '2026-12-21', '2026-12-21 23:00:00+00', 'issued', null, null, '2026-11-30 19:35:57.119473+00'),
    ('nantes', '01a22df4-f1ce-71cb-b285-560c9e4ba448', '01a22df4-f1c4-798c-936c-c2fd24ee2c99', 1,
        '01a22df4-f1c4-798c-936c-c2fd24ee2c99',
        '\x1e3da318a1faa427d5e87c05f538bf424ed95151289f22bf9d2e0befc4725351', 1000, '2026-11-21 09:31:00+00',
        '2026-12-21', '2026-12-21 23:00:00+00', 'redeemed', '2026-11-21 09:31:00+00',
        '01a22df4-f2e3-766b-bfc9-c8ded2bae9a0', '2026-11-30 19:35:57.119473+00'),
    ('nantes', '01a22df4-f414-7bac-92cb-30f29f1979d7', '01a22df4-f400-749a-b6af-9c9fde1267ee', 1,
        '01a22df4-ed70-7c60-ad0d-475edbba0d3f',
        '\x320ef8308b26cf671ef69003a3ee5ae2fdfc337a76e4544fbdea1ff3655aa8b8', 500, '2026-11-21 09:31:00+00',
        '2026-12-21', '2026-12-21 23:00:00+00', 'issued', null, null, '2026-11-30 19:35:57.692829+00'),
    ('nantes', '01a22df4-f1ce-7ca3-913c-0e3123cdcc66', '01a22df4-f1c4-798c-936c-c2fd24ee2c99', 2,
        '01a22df4-f1c4-798c-936c-c2fd24ee2c99',
        '\xf0fefa02a8c19664093ef8cd74388087f9f54ebc5b49ca40f10b5d3f9eeae46e', 1000, '2026-11-21 09:31:00+00',
        '2026-12-21', '2026-12-21 23:00:00+00', 'redeemed', '2026-11-25 09:00:00+00',
        '01a22df4-f487-79be-a4aa-d8bd217cab29', '2026-11-30 19:35:57.119473+00');

select setval('account_account_number_seq', 7);
select setval('actor_actor_number_seq', 3);
select setval('transfer_position_seq', 4);
