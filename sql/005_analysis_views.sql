-- Days and hours are those of UTC.

-- How many of the sessions that looked at a category bought from it, per day.
create or replace view shop.category_conversion_per_day as
with viewed as (
  select (event_ts at time zone 'UTC')::date as day, coalesce(category, '(none)') as category,
         count(*) as views, count(distinct session_id) as viewing_sessions
  from shop.product_view_events
  group by 1, 2
), bought as (
  select (event_ts at time zone 'UTC')::date as day, coalesce(category, '(none)') as category,
         count(*) as purchases, count(distinct session_id) as buying_sessions
  from shop.product_purchase_events
  group by 1, 2
), both_sides as (
  select (v.event_ts at time zone 'UTC')::date as day, coalesce(v.category, '(none)') as category,
         count(distinct v.session_id) as converted_sessions
  from shop.product_view_events v
  where exists (
    select from shop.product_purchase_events p
    where p.session_id = v.session_id
      and p.category is not distinct from v.category
      and (p.event_ts at time zone 'UTC')::date = (v.event_ts at time zone 'UTC')::date
  )
  group by 1, 2
)
select day, category,
       coalesce(views, 0) as views,
       coalesce(viewing_sessions, 0) as viewing_sessions,
       coalesce(purchases, 0) as purchases,
       coalesce(buying_sessions, 0) as buying_sessions,
       round(coalesce(converted_sessions, 0)::numeric / nullif(viewing_sessions, 0), 4) as conversion
from viewed
full join bought using (day, category)
left join both_sides using (day, category);

comment on view shop.category_conversion_per_day is
  'conversion: part of the sessions viewing a category on a day that also bought from it that day; null without views.';

-- What came in per hour; amounts of different currencies are never added up.
create or replace view shop.revenue_per_hour as
select date_trunc('hour', event_ts, 'UTC') as hour, currency,
       count(*) as purchases, sum(quantity) as pieces, sum(price * quantity) as revenue
from shop.product_purchase_events
group by 1, 2;

-- Products by pieces sold; equal ones share a rank.
create or replace view shop.top_products as
with sold as (
  select product_id, max(product_name) as product_name, max(category) as category,
         count(*) as purchases, sum(quantity) as pieces
  from shop.product_purchase_events
  group by product_id
), seen as (
  select product_id, count(*) as views
  from shop.product_view_events
  group by product_id
)
select rank() over (order by sold.pieces desc) as rank, sold.product_id, sold.product_name, sold.category,
       sold.purchases, sold.pieces, coalesce(seen.views, 0) as views
from sold
left join seen using (product_id);

-- How far the sessions of a day came. A session belongs to the day of its first event.
create or replace view shop.session_funnel as
with viewed as (
  select session_id, min(event_ts) as first_ts, count(distinct product_id) as products
  from shop.product_view_events
  group by session_id
), bought as (
  select p.session_id, min(p.event_ts) as first_ts,
         bool_or(exists (
           select from shop.product_view_events v
           where v.session_id = p.session_id and v.product_id = p.product_id
         )) as bought_viewed
  from shop.product_purchase_events p
  group by p.session_id
)
select (least(viewed.first_ts, bought.first_ts) at time zone 'UTC')::date as day,
       count(*) as sessions,
       count(*) filter (where products >= 1) as viewed_a_product,
       count(*) filter (where products >= 3) as viewed_three_products,
       count(*) filter (where bought.session_id is not null) as bought,
       count(*) filter (where bought_viewed) as bought_what_was_viewed
from viewed
full join bought using (session_id)
group by 1;
