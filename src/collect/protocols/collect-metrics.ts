import { Counter } from 'prom-client'
import type { Registry } from 'prom-client'
import { collectErrors } from './collect-error.ts'
import type { CollectReason } from './collect-error.ts'
import { protocolNames } from './envelope.ts'
import type { ProtocolName } from './envelope.ts'

/** Plain numbers on the hot path; Prometheus reads them when it asks. */
export interface CollectCounts {
  readonly requests: Record<ProtocolName, number>
  readonly messages: Record<ProtocolName, number>
  readonly bytes: Record<ProtocolName, number>
  readonly refused: Record<CollectReason, number>
}

export function createCollectCounts(registry?: Registry): CollectCounts {
  const counts: CollectCounts = {
    requests: zeroes(protocolNames),
    messages: zeroes(protocolNames),
    bytes: zeroes(protocolNames),
    refused: zeroes(Object.keys(collectErrors) as CollectReason[]),
  }
  if (registry === undefined) return counts
  expose(registry, 'banyan_collect_requests_total', 'Requests durably accepted', 'protocol', counts.requests)
  expose(
    registry,
    'banyan_collect_messages_total',
    'Messages in accepted requests',
    'protocol',
    counts.messages,
  )
  expose(
    registry,
    'banyan_collect_bytes_total',
    'Decoded bytes of accepted requests',
    'protocol',
    counts.bytes,
  )
  expose(registry, 'banyan_collect_refused_total', 'Requests refused as a whole', 'reason', counts.refused)
  return counts
}

function zeroes<Key extends string>(keys: readonly Key[]): Record<Key, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<Key, number>
}

function expose(
  registry: Registry,
  name: string,
  help: string,
  label: string,
  counts: Record<string, number>,
): void {
  const counter = new Counter({
    name,
    help,
    labelNames: [label],
    registers: [],
    collect() {
      this.reset()
      for (const [key, value] of Object.entries(counts)) this.inc({ [label]: key }, value)
    },
  })
  registry.registerMetric(counter)
}
