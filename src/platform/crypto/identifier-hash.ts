import { createHmac } from 'node:crypto'
import type { Config } from '../config.ts'

/** Keyed hash of a sensitive identifier: HMAC-SHA256 of `namespace:value`, lower-case hex. */
export function identifierHash(config: Config, namespace: string, value: string): string {
  return createHmac('sha256', Buffer.from(config.keys.identifier, 'hex'))
    .update(`${namespace}:${value}`)
    .digest('hex')
}

/**
 * The same hash computed by ClickHouse for a whole column. Run such statements with `log_queries = 0`:
 * the key is in their text.
 * @param value SQL expression of type String
 */
export function identifierHashSql(config: Config, namespace: string, value: string): string {
  return `lower(hex(HMAC('sha256', concat('${namespace.replaceAll(/[^a-z_]/g, '')}:', ${value}), unhex('${config.keys.identifier}'))))`
}
