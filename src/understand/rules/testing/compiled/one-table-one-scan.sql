SELECT bitmapCardinality(
bitmapAndnot(
(SELECT groupBitmapState(customer) FROM `tag_profile` WHERE (ifNull(`score` >= toFloat64(2), false)) AND ((`level` IN ('gold', 'silver')) OR (NOT isNotNull(`joined`))) AND (NOT (`level` = 'gold'))),
(SELECT groupBitmapState(customer) FROM customer_merge FINAL WHERE customer != into))) AS customers
