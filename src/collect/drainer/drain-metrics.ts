import { Counter, Gauge, type Registry } from 'prom-client'
import type { DrainState } from './drain-state.ts'

/** What Prometheus sees of the spool and the drainer; read from the state when it asks. */
export function exposeDrain(registry: Registry, state: () => DrainState): void {
  const counters = {
    events: 'Events stored',
    duplicates: 'Messages that had been stored before',
    deadLetters: 'Items refused into dead letters',
    blocks: 'Blocks stored',
    damagedBytes: 'Bytes of the spool in which no record was found',
  } as const
  for (const [key, help] of Object.entries(counters)) {
    registry.removeSingleMetric(`banyan_drain_${snake(key)}_total`)
    const counter: Counter = new Counter({
      name: `banyan_drain_${snake(key)}_total`,
      help,
      registers: [registry],
      collect: () => {
        counter.reset()
        counter.inc(state()[key as keyof typeof counters])
      },
    })
  }
  const gauges = {
    backlogBytes: 'Accepted bytes that are not stored yet',
    limitBytes: 'Accepted bytes that may wait at most',
    lagSeconds: 'Age of the newest stored request while others wait',
  } as const
  for (const [key, help] of Object.entries(gauges)) {
    registry.removeSingleMetric(`banyan_spool_${snake(key)}`)
    const gauge: Gauge = new Gauge({
      name: `banyan_spool_${snake(key)}`,
      help,
      registers: [registry],
      collect: () => gauge.set(state()[key as keyof typeof gauges]),
    })
  }
}

function snake(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
