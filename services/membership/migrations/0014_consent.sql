-- What a household signed that was enrolled without an application; with one, its consent is there.
alter table household
    add consent_text_version text,
    add consent_given_at timestamptz,
    add check ((consent_text_version is null) = (consent_given_at is null));
