-- Answers and events are written as often as tills pay, so keeping them costs as little as may be: answers are only ever
-- looked for by key, and cleared away by age, oldest first; an event of a few hundred payments is compressed fast.
drop index idempotency_created;
create index idempotency_created on idempotency using brin (created_at);
do $$ begin
    alter table outbox alter column payload set compression lz4;
exception when feature_not_supported then null;
end $$;
