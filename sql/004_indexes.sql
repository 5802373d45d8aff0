-- Few, because every index is paid for by each event written: time for the reports, session for the funnel.
create index if not exists product_view_events_event_ts on shop.product_view_events (event_ts);
create index if not exists product_view_events_session on shop.product_view_events (session_id, product_id);
create index if not exists product_purchase_events_event_ts on shop.product_purchase_events (event_ts);
create index if not exists product_purchase_events_session on shop.product_purchase_events (session_id, product_id);
create index if not exists event_log_event_ts on shop.event_log (event_ts);
