-- Many orders in one statement, drawn here so that not even their transport counts. Rows are locked
-- in the order of single orders: customers first, then items ascending.
WITH drawn AS MATERIALIZED (
  SELECT nextval('order_numbers') AS number, floor(random() * :customers)::integer AS buyer,
         1 + floor(random() * 3)::integer AS lines
  FROM generate_series(1, :count)
), asked AS MATERIALIZED (
  SELECT number, buyer, line, floor(random() * :items)::integer AS item,
         1 + floor(random() * 10)::bigint AS quantity
  FROM drawn, generate_series(1, lines) line
), accounts AS MATERIALIZED (
  SELECT account.*
  FROM (SELECT DISTINCT buyer FROM drawn ORDER BY buyer OFFSET 0) buyers,
       LATERAL (SELECT id, price_list, credit_limit - open_value AS room FROM customers
                WHERE id = buyer FOR UPDATE) account
), priced AS MATERIALIZED (
  SELECT asked.*, room, (SELECT price FROM prices
                         WHERE prices.price_list = accounts.price_list
                         AND prices.item = asked.item) AS price
  FROM asked JOIN accounts ON accounts.id = buyer
), valued AS (
  SELECT number, buyer, room, sum(price * quantity) AS value
  FROM priced GROUP BY number, buyer, room
), placed AS (
  INSERT INTO orders (id, key, customer, po_number, value, held)
  SELECT number, key_of(number), buyer, 'P' || number, value,
         sum(value) OVER (PARTITION BY buyer ORDER BY number) > room
  FROM valued RETURNING id, customer, value, held
), charged AS (
  UPDATE customers SET open_value = open_value + added.value
  FROM (SELECT customer, sum(value) AS value FROM placed WHERE NOT held GROUP BY customer) added
  WHERE customers.id = added.customer
), wanted AS MATERIALIZED (
  SELECT item, sum(quantity)::bigint AS quantity
  FROM priced JOIN placed ON placed.id = number AND NOT held
  GROUP BY item ORDER BY item
), found AS MATERIALIZED (
  SELECT item, quantity, (SELECT site FROM stock
                          WHERE stock.item = wanted.item AND on_hand - reserved >= wanted.quantity
                          ORDER BY site LIMIT 1 FOR UPDATE) AS site
  FROM wanted
), reserved AS (
  UPDATE stock SET reserved = reserved + found.quantity FROM found
  WHERE stock.item = found.item AND stock.site = found.site
  RETURNING stock.item, stock.site
)
INSERT INTO order_lines
SELECT number, line, priced.item, quantity, price, reserved.site
FROM priced JOIN placed ON placed.id = number
LEFT JOIN reserved ON reserved.item = priced.item AND NOT held;
