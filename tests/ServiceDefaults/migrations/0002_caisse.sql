insert into caisse (caisse_id, name, legal_name, iban, time_zone, founded_at)
values ('nantes', 'nantes', 'Association', 'FR7630006000011234567890189', 'Europe/Paris', '2020-01-01T00:00:00Z');
