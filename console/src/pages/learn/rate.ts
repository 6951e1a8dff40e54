import type { Arm } from '../../api/effects.ts'

/** Share of everyone assigned to this side, whatever happened to them; null when nobody was. */
export function rateOf(
  arm: Arm,
  count: 'contacted' | 'delivered' | 'opened' | 'clicked' | 'converted',
): number | null {
  return arm.customers === 0 ? null : arm[count] / arm.customers
}
