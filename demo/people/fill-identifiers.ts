import type { ClickHouse } from '../../src/platform/clickhouse/clickhouse.ts'
import type { Config } from '../../src/platform/config.ts'
import { identifierHashSql } from '../../src/platform/crypto/identifier-hash.ts'
import { defineFill, profilesOfSlice, written, type Slice } from '../slice.ts'
import { deviceCount, hasPhone, phone, token, usesMiniProgram } from './reach.ts'

/** Who is who: what each channel knows a customer by. Phone numbers only as keyed hashes. */
export async function fillIdentifiers(clickhouse: ClickHouse, slice: Slice, config: Config): Promise<void> {
  await defineFill(
    `
INSERT INTO identifier (namespace, value, customer, first_seen)
SELECT known.1, known.2, customer, ${written}
FROM
(
  SELECT
    customer,
    arrayJoin(arrayFilter(known -> known.2 != '', [
      ('customer_number', number),
      ('phone', if(${hasPhone}, ${identifierHashSql(config, 'phone', phone)}, '')),
      ('user_id', if(mobile = 'none', '', concat('u', number))),
      ('device', if(${deviceCount} >= 1, ${token('device 1')}, '')),
      ('device', if(${deviceCount} >= 2, ${token('device 2')}, '')),
      ('openid', if(${usesMiniProgram}, concat('o', ${token('openid')}), '')),
      ('unionid', if(${usesMiniProgram}, concat('un', ${token('unionid')}), ''))
    ])) AS known
  FROM ${profilesOfSlice}
)`,
    { log_queries: 0 },
  )(clickhouse, slice)
}
