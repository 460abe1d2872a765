-- An application may wait for a place: received and kept, decided later. Those who wait have their turn by receipt.

alter table application
    drop constraint application_state_check,
    drop constraint application_check,
    add constraint application_state_check check (state in ('received', 'waiting', 'admitted', 'refused')),
    add constraint application_check check ((state in ('received', 'waiting')) = (decided_at is null));

create index application_by_receipt on application (caisse_id, received_at, application_id);
