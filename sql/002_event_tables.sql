-- One row per event. The key is the event id, so that an event that arrives again changes nothing.
-- inserted_at is when the row was first written; the stream leaves it to its default.
create table if not exists shop.product_view_events (
  event_id      uuid           primary key,
  user_id       bigint         not null,
  session_id    uuid           not null,
  product_id    bigint         not null,
  product_name  text           not null,
  category      text,
  price         numeric(10, 2) not null check (price >= 0),
  currency      text           not null,
  referrer      text,
  device        text           not null,
  event_ts      timestamptz    not null,
  inserted_at   timestamptz    not null default now()
);

create table if not exists shop.product_purchase_events (
  event_id        uuid           primary key,
  user_id         bigint         not null,
  session_id      uuid           not null,
  product_id      bigint         not null,
  product_name    text           not null,
  category        text,
  price           numeric(10, 2) not null check (price >= 0),
  quantity        integer        not null check (quantity > 0),
  payment_method  text           not null,
  currency        text           not null,
  event_ts        timestamptz    not null,
  inserted_at     timestamptz    not null default now()
);

comment on table shop.product_view_events is 'A visitor looked at a product.';
comment on table shop.product_purchase_events is 'A visitor bought a product.';
comment on column shop.product_view_events.price is 'Price of one piece, in the currency of the visitor.';
comment on column shop.product_purchase_events.price is 'Price of one piece, in the currency of the visitor.';
