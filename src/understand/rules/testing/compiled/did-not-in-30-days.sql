SELECT bitmapCardinality(
bitmapAndnot(
bitmapAndnot(
bitmapOr(
(SELECT groupBitmapState(customer) FROM customer),
(SELECT groupBitmapState(into) FROM customer_merge FINAL WHERE customer != into
  AND bitmapContains((SELECT groupBitmapState(customer) FROM customer), customer))),
(SELECT groupBitmapState(dictGetOrDefault('customer_canonical', 'into', toUInt64(customer), customer)) FROM event WHERE name = 'login' AND at > toDateTime64('2026-10-02 02:00:00.000', 3, 'UTC') AND at <= toDateTime64('2026-11-01 02:00:00.000', 3, 'UTC'))),
(SELECT groupBitmapState(customer) FROM customer_merge FINAL WHERE customer != into))) AS customers
