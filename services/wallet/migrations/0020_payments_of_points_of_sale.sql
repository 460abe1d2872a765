-- What a point of sale took on a day, for its tills and its people, without waiting for events.
create index payment_of_point_of_sale on payment (point_of_sale_id, paid_at);
