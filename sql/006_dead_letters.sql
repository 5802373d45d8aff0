-- Messages of Kafka that are no events: where they are, what they hold, and why they are none.
-- A place alone does not name a message: a topic that is deleted and made anew begins at offset 0 again.
create table if not exists shop.dead_letters (
  topic        text        not null,
  partition    integer     not null,
  "offset"     bigint      not null,
  produced_at  timestamptz not null,
  message_key  text,
  message      bytea,
  reason       text        not null,
  inserted_at  timestamptz not null default now(),
  primary key (topic, partition, "offset", produced_at)
);

comment on table shop.dead_letters is 'Messages of Kafka that could not be read as events, each once.';
comment on column shop.dead_letters.reason is 'What is wrong with the message, in words.';
