import type { BlockItem, DeadLetter } from './block.ts'

export const eventColumns = [
  'at',
  'received',
  'name',
  'kind',
  'customer',
  'source',
  'channel',
  'session',
  'message_id',
  'properties',
  'block',
] as const
export const messageColumns = ['day', 'source', 'message'] as const
export const deadLetterColumns = [
  'id',
  'received',
  'source',
  'protocol',
  'reason',
  'detail',
  'body',
  'state',
  'updated',
] as const

/** An event as a JSONCompactEachRow line. */
export function eventLine({ item, source, received }: BlockItem, customer: number, block: string): string {
  const properties = contentOf(item)
  return wellFormed(
    `["${seconds(item.at)}","${seconds(received)}",${JSON.stringify(item.name)},"${item.kind}",${customer},${source},` +
      `${JSON.stringify(item.channel)},${JSON.stringify(item.session)},${JSON.stringify(item.messageId)},` +
      `${JSON.stringify(properties)},${block}]\n`,
  )
}

/** Traits of a customer are kept as the content of the event that brought them. */
function contentOf(item: BlockItem['item']): Record<string, string> {
  for (const _ in item.profile) {
    const mode: Record<string, string> = item.profileMode === 'set' ? {} : { $profile_mode: item.profileMode }
    return { ...item.properties, ...item.profile, ...mode }
  }
  return item.properties
}

/** Message identities as JSONCompactEachRow lines. */
export function messageLines(entries: readonly BlockItem[]): string {
  let lines = ''
  let current = { received: Number.NaN, day: '' }
  for (const { item, source, received } of entries) {
    if (received !== current.received) current = { received, day: day(received) }
    lines += `["${current.day}",${source},${JSON.stringify(item.messageId)}]\n`
  }
  return lines
}

export function deadLetterLine(letter: DeadLetter): string {
  const received = seconds(letter.received)
  const { id, source, protocol, reason, detail, body } = letter
  return wellFormed(
    `${JSON.stringify([id, received, source, protocol, reason, detail, body, 'open', received])}\n`,
  )
}

/** Seconds since the epoch with three decimals: what ClickHouse's basic parser reads as DateTime64(3). */
export function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}

/** UTC day, YYYY-MM-DD. */
export function day(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10)
}

const loneSurrogate = /(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g

/** JSON.stringify escapes half a character (a lone surrogate), which ClickHouse refuses; U+FFFD stands in. */
function wellFormed(line: string): string {
  return line.includes(String.raw`\ud`) ? line.replaceAll(loneSurrogate, '$1\uFFFD') : line
}
