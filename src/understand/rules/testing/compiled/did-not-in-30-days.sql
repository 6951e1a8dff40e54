SELECT bitmapCardinality(
(SELECT groupBitmapState(toUInt32(word * 64 + place)) FROM (
SELECT among.word AS word, bitAnd(bitAnd(among.bits, bitNot(out0.bits)), bitNot(out1.bits)) AS bits FROM (SELECT word, groupBitOr(bits) AS bits FROM (
SELECT intDiv(customer, 64) AS word, groupBitOr(bitShiftLeft(toUInt64(1), customer % 64)) AS bits FROM customer GROUP BY word
UNION ALL
SELECT intDiv(into, 64) AS word, groupBitOr(bitShiftLeft(toUInt64(1), into % 64)) AS bits FROM customer_merge FINAL WHERE customer != into AND customer IN (
  SELECT customer FROM customer WHERE customer IN (SELECT customer FROM customer_merge FINAL WHERE customer != into)) GROUP BY word) GROUP BY word) AS among
LEFT JOIN (SELECT intDiv(dictGetOrDefault('customer_canonical', 'into', toUInt64(customer), customer), 64) AS word, groupBitOr(bitShiftLeft(toUInt64(1), dictGetOrDefault('customer_canonical', 'into', toUInt64(customer), customer) % 64)) AS bits FROM event WHERE name = 'login' AND at > toDateTime64('2026-10-02 02:00:00.000', 3, 'UTC') AND at <= toDateTime64('2026-11-01 02:00:00.000', 3, 'UTC') GROUP BY word) AS out0 ON out0.word = among.word
LEFT JOIN (SELECT intDiv(customer, 64) AS word, groupBitOr(bitShiftLeft(toUInt64(1), customer % 64)) AS bits FROM customer_merge FINAL WHERE customer != into GROUP BY word) AS out1 ON out1.word = among.word) ARRAY JOIN bitPositionsToArray(bits) AS place)) AS customers
