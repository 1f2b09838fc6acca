\set customer random(0, :customers - 1)
\set lines random(1, 3)
\set a CASE WHEN random(1, 1000) <= :hot THEN 0 ELSE random(0, :items - 1) END
\set b CASE WHEN random(1, 1000) <= :hot THEN 0 ELSE random(0, :items - 1) END
\set c CASE WHEN random(1, 1000) <= :hot THEN 0 ELSE random(0, :items - 1) END
\set p random(1, 10)
\set q random(1, 10)
\set r random(1, 10)
\set low least(:a, :b)
\set high greatest(:a, :b)
\set first least(:low, :c)
\set last greatest(:high, :c)
\set middle :a + :b + :c - :first - :last
\if :lines = 1
SELECT place_order(:customer::integer, ARRAY[:a::integer], ARRAY[:p::bigint]);
\elif :lines = 2
SELECT place_order(:customer::integer, ARRAY[:low::integer, :high::integer], ARRAY[:p::bigint, :q::bigint]);
\else
SELECT place_order(:customer::integer, ARRAY[:first::integer, :middle::integer, :last::integer], ARRAY[:p::bigint, :q::bigint, :r::bigint]);
\endif
