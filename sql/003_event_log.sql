-- Events of every type in one place, as far as they have something in common: one line per event, whatever its type.
create table if not exists shop.event_log (
  event_id     uuid           primary key,
  event_type   text           not null,
  event_ts     timestamptz    not null,
  user_id      bigint         not null,
  session_id   uuid           not null,
  product_id   bigint         not null,
  amount       numeric(12, 2),
  currency     text           not null,
  inserted_at  timestamptz    not null default now()
);

comment on table shop.event_log is 'Events of all types, in short.';
comment on column shop.event_log.amount is 'Money that changed hands: price times quantity of a purchase, null of a view.';
