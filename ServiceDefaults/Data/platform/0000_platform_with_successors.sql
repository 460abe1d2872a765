-- Called by a migration where one consumer takes the place of others. What all of them have heard it has heard; what only
-- some have heard it receives, and must find by itself what was applied of it.
create function take_over_consumers(former text[], successor text) returns void language sql as $$
    insert into inbox (consumer, message_id, received_at)
    select successor, message_id, max(received_at) from inbox
    where consumer = any(former) group by message_id having count(*) = cardinality(former)
    on conflict do nothing;
    insert into heard_before_archive (consumer)
    select successor from heard_before_archive
    where consumer = any(former) having count(*) = cardinality(former)
    on conflict do nothing;
$$;
