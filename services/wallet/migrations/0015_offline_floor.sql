-- What a till takes of one household in a day without network is limited. Kept by card: a card goes along when its household
-- merges into another.
alter table offline_payment
    add column card_id uuid,
    -- Of a payment above the floor: the floor, and what the till had taken of the household that day before.
    add column floor_cents bigint,
    add column taken_cents bigint,
    add foreign key (caisse_id, card_id) references card (caisse_id, card_id),
    add check ((floor_cents is null) = (taken_cents is null));
update offline_payment set card_id = payment.card_id
from payment
where payment.caisse_id = offline_payment.caisse_id and payment.payment_id = offline_payment.payment_id;
create index offline_payment_accepted on offline_payment (caisse_id, till_id, taken_at) where refusal is null;
