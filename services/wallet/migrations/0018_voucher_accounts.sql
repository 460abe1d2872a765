-- Vouchers that the fund issued lie on accounts of a kind of their own: they are no household's.
alter table account
    -- The kind under which closed months name an account, where it has another one by now: lines that were published under
    -- a digest stay as they were.
    add column closed_as text check (
        closed_as is null or (closed_as = 'household' and kind = 'voucher_batch')),
    drop constraint account_kind_check,
    drop constraint account_check,
    add constraint account_kind_known check (kind in (
        'household', 'point_of_sale', 'voucher_batch', 'issuance', 'expired', 'guarantee', 'correction')),
    add constraint account_floor_kept check (
        kind in ('issuance', 'expired', 'guarantee', 'correction') or balance_cents >= 0);

drop index account_of_the_fund;
update account set kind = 'voucher_batch', closed_as = kind
from voucher_batch as batch
where batch.caisse_id = account.caisse_id and batch.batch_id = account.account_id and batch.household_id is null;
create unique index account_of_the_fund on account (caisse_id, kind)
    where kind in ('issuance', 'expired', 'guarantee', 'correction');

-- Nobody was there to be warned.
delete from expiry_warning using voucher_batch as batch
where batch.caisse_id = expiry_warning.caisse_id and batch.batch_id = expiry_warning.household_id
  and batch.household_id is null and run_id is null;
