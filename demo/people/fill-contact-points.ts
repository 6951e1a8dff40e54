import type { ClickHouse } from '../../src/platform/clickhouse/clickhouse.ts'
import type { Config } from '../../src/platform/config.ts'
import { encryptedContactSql } from '../../src/platform/crypto/contact-cipher.ts'
import { defineFill, profilesOfSlice, written, type Slice } from '../slice.ts'
import { email, hasEmail, hasPhone, phone } from './reach.ts'

/** Phone numbers and email addresses, encrypted inside ClickHouse. The key is in the text, so nothing logs it. */
export async function fillContactPoints(clickhouse: ClickHouse, slice: Slice, config: Config): Promise<void> {
  await defineFill(
    `
INSERT INTO contact_point (customer, kind, value, updated)
SELECT customer, point.1, ${encryptedContactSql(config, 'point.2')}, ${written}
FROM
(
  SELECT
    customer,
    arrayJoin(arrayFilter(point -> point.2 != '', [
      ('phone', if(${hasPhone}, ${phone}, '')),
      ('email', if(${hasEmail}, ${email}, ''))
    ])) AS point
  FROM ${profilesOfSlice}
)`,
    { log_queries: 0 },
  )(clickhouse, slice)
}
