SELECT bitmapCardinality(
bitmapAndnot(
bitmapAndnot(
bitmapAnd(
(SELECT groupBitmapState(customer) FROM `tag_money` WHERE (`aum` BETWEEN CAST('500.00' AS Decimal(18, 2)) AND CAST('50000.00' AS Decimal(18, 2))) AND (`visits` < toFloat64(5))),
(SELECT groupBitmapState(customer) FROM `tag_profile` WHERE ifNull(`score` > toFloat64(1), false))),
(SELECT groupBitmapState(dictGetOrDefault('customer_canonical', 'into', toUInt64(customer), customer)) FROM holding FINAL WHERE opened <= toDate32('2026-11-01') AND NOT ifNull(closed <= toDate32('2026-11-01'), false) AND class = 'time_deposit' AND ifNull(matures BETWEEN toDate32('2026-11-01') AND addDays(toDate32('2026-11-01'), 7), false))),
(SELECT groupBitmapState(customer) FROM customer_merge FINAL WHERE customer != into))) AS customers
