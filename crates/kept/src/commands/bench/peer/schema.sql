-- The same company in PostgreSQL, and the same work on it. psql sets items, sites, lists, customers.
-- Pages keep room for updates in place where rows are updated all the time.
CREATE TABLE customers (
  id integer PRIMARY KEY,
  price_list integer NOT NULL,
  credit_limit bigint NOT NULL,
  open_value bigint NOT NULL
) WITH (fillfactor = 50);
CREATE TABLE prices (
  price_list integer NOT NULL,
  item integer NOT NULL,
  price bigint NOT NULL,
  PRIMARY KEY (price_list, item)
);
CREATE TABLE stock (
  item integer NOT NULL,
  site integer NOT NULL,
  on_hand bigint NOT NULL,
  reserved bigint NOT NULL,
  CHECK (reserved <= on_hand),
  PRIMARY KEY (item, site)
) WITH (fillfactor = 50);
CREATE TABLE orders (
  id bigint PRIMARY KEY,
  key uuid NOT NULL UNIQUE,
  customer integer NOT NULL,
  po_number text NOT NULL,
  value bigint NOT NULL,
  held boolean NOT NULL,
  placed timestamptz NOT NULL DEFAULT now(),
  UNIQUE (customer, po_number)
);
CREATE TABLE order_lines (
  order_id bigint NOT NULL,
  line integer NOT NULL,
  item integer NOT NULL,
  quantity bigint NOT NULL,
  price bigint NOT NULL,
  site integer,
  PRIMARY KEY (order_id, line)
);
CREATE SEQUENCE order_numbers CACHE 1000;

INSERT INTO customers
  SELECT id, id % :lists, 1000000000000, 0 FROM generate_series(0, :customers - 1) id;
INSERT INTO prices
  SELECT list, item, 200 + item % 9800
  FROM generate_series(0, :lists - 1) list, generate_series(0, :items - 1) item;
INSERT INTO stock
  SELECT item, site, 1000000000, 0
  FROM generate_series(0, :items - 1) item, generate_series(0, :sites - 1) site;

-- The key of an order's number.
CREATE FUNCTION key_of(number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
  $$ SELECT lpad(to_hex(number), 32, '0')::uuid $$;

-- One order: the rows of its customer and of its stock stay locked until it is durable. Rows are
-- locked in one order, customers first and then items ascending, so that no two wait for each other.
-- Each statement finds its rows by a whole index key: on two cores that was faster than fewer,
-- larger statements.
CREATE FUNCTION place_order(buyer integer, items integer[], quantities bigint[])
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  number bigint := nextval('order_numbers');
  list integer;
  amount bigint;
  amounts bigint[];
  total bigint := 0;
  enough boolean;
  source integer;
BEGIN
  SELECT price_list INTO STRICT list FROM customers WHERE id = buyer;
  FOR line IN 1 .. cardinality(items) LOOP
    SELECT price INTO STRICT amount FROM prices WHERE price_list = list AND item = items[line];
    amounts[line] := amount;
    total := total + amount * quantities[line];
  END LOOP;
  UPDATE customers SET open_value = open_value + total
    WHERE id = buyer AND open_value + total <= credit_limit;
  enough := FOUND;
  INSERT INTO orders (id, key, customer, po_number, value, held)
    VALUES (number, key_of(number), buyer, 'P' || number, total, NOT enough);
  FOR line IN 1 .. cardinality(items) LOOP
    source := NULL;
    IF enough THEN
      SELECT site INTO source FROM stock
        WHERE item = items[line] AND on_hand - reserved >= quantities[line]
        ORDER BY site LIMIT 1 FOR UPDATE;
      UPDATE stock SET reserved = reserved + quantities[line]
        WHERE item = items[line] AND site = source;
    END IF;
    INSERT INTO order_lines VALUES (number, line, items[line], quantities[line], amounts[line], source);
  END LOOP;
  RETURN number;
END $$;

-- Nothing of this is left to be done while the orders come.
VACUUM (ANALYZE);
CHECKPOINT;
