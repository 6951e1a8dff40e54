import type { Item, TrackingPlanView } from '../protocols/index.ts'
import { discover } from '../tracking-plan/index.ts'
import type { BlockItem } from './block.ts'

/** A name is reported again after this time, so that the plan can tell which events still come. */
const againAfter = 5 * 60_000
/** Traffic repeats itself: looking at this many items of a block teaches nearly everything. */
const sample = 2_000

/** Picks the few items of a block that the tracking plan has to see. */
export class Lessons {
  readonly #reported = new Map<string, number>()

  of(entries: readonly BlockItem[], plan: TrackingPlanView | undefined): Item[] {
    if (plan === undefined) return []
    const step = Math.max(1, Math.floor(entries.length / sample))
    const items = entries.filter((_, i) => i % step === 0).map((entry) => entry.item)
    const lesson = new Map<string, Item>()
    const now = performance.now()
    for (const item of items) {
      const reported = this.#reported.get(item.name)
      if (reported === undefined || now - reported > againAfter) {
        this.#reported.set(item.name, now)
        lesson.set(item.name, item)
      }
    }
    // One item an event, with everything that is new about it.
    for (const { event, properties } of discover(items, plan)) {
      const example = lesson.get(event) ?? items.find((item) => item.name === event)
      if (example === undefined) continue
      const names = [...properties.keys()]
      lesson.set(event, {
        ...example,
        properties: Object.fromEntries(names.map((name) => [name, ''])),
        types: Object.fromEntries(properties),
      })
    }
    return [...lesson.values()]
  }

  forget(): void {
    this.#reported.clear()
  }
}
