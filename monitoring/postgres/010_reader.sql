-- The role that Grafana and the exporter read with. Run by the image of PostgreSQL when its volume is made; psql takes the password from
-- the environment. It reads all tables, also those that the stream makes later, and the server's statistics; it writes nothing.
\getenv reader_password SHOP_READER_PASSWORD
create role shop_reader login password :'reader_password' connection limit 20;
grant pg_read_all_data, pg_monitor to shop_reader;
alter role shop_reader set default_transaction_read_only = on;
alter role shop_reader set statement_timeout = '30s';
