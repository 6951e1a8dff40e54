SELECT bitmapCardinality(
bitmapAndnot(
bitmapAndnot(
(SELECT groupBitmapState(dictGetOrDefault('customer_canonical', 'into', toUInt64(customer), customer)) FROM segment_member WHERE segment = 1 AND version = 2),
(SELECT groupBitmapState(who) FROM (SELECT dictGetOrDefault('customer_canonical', 'into', toUInt64(customer), customer) AS who FROM event WHERE name = 'buy' AND at > toDateTime64('2026-08-03 02:00:00.000', 3, 'UTC') AND at <= toDateTime64('2026-11-01 02:00:00.000', 3, 'UTC') AND ifNull(amount >= toFloat64(10), false) GROUP BY who HAVING count() >= 3))),
(SELECT groupBitmapState(customer) FROM customer_merge FINAL WHERE customer != into))) AS customers
