import type { ContactPolicy } from '../../api/contact-policy.ts'

export const categories = ['marketing', 'service', 'care', 'transaction'] as const
export const consentPurposes = ['marketing', 'experience_improvement', 'research', 'service'] as const
export const excusable = [
  'consent',
  'personalization',
  'suitability',
  'quiet_hours',
  'caps',
  'spacing',
  'volume',
] as const

type QuietRules = Extract<NonNullable<ContactPolicy['quietHours']>, readonly unknown[]>
type Cap = ContactPolicy['caps'][number]

export const windows = ['days', 'hours', 'day', 'week', 'month'] as const
type Window = (typeof windows)[number]

/** The policy as the form edits it: lists instead of single values and records, a window as one choice. */
export interface PolicyValues extends Omit<ContactPolicy, 'quietHours' | 'caps' | 'provinceZones'> {
  quietHours: QuietRules
  caps: (Omit<Cap, 'days' | 'hours' | 'per'> & { window: Window; length?: number })[]
  provinceZones: { province: string; zone: string }[]
}

export function valuesOf(policy: ContactPolicy): PolicyValues {
  const { quietHours } = policy
  return {
    ...policy,
    quietHours: quietHours === null ? [] : Array.isArray(quietHours) ? quietHours : [quietHours],
    caps: policy.caps.map(({ days, hours, per, ...cap }) => {
      if (per !== undefined) return { ...cap, window: per }
      return days === undefined
        ? { ...cap, window: 'hours' as const, length: hours ?? 1 }
        : { ...cap, window: 'days' as const, length: days }
    }),
    provinceZones: Object.entries(policy.provinceZones).map(([province, zone]) => ({ province, zone })),
  }
}

const some = <Value>(list: Value[] | undefined): Value[] | undefined =>
  list !== undefined && list.length > 0 ? list : undefined

/** Empty choices mean "every": they are left out. */
const scoped = <Rule extends { channels?: unknown[] | undefined; categories?: unknown[] | undefined }>(
  rule: Rule,
): Rule => ({ ...rule, channels: some(rule.channels), categories: some(rule.categories) })

export function policyOf({ quietHours, caps, provinceZones, ...rest }: PolicyValues): ContactPolicy {
  return {
    ...rest,
    spacing: rest.spacing.map(scoped),
    quietHours:
      quietHours.length === 0
        ? null
        : quietHours.map((rule) => ({
            ...scoped(rule),
            provinces: some(rule.provinces),
            on: rule.on ?? undefined,
          })),
    caps: caps.map(({ window, length, ...cap }) => ({
      ...scoped(cap),
      ...(window === 'days'
        ? { days: length ?? 1 }
        : window === 'hours'
          ? { hours: length ?? 1 }
          : { per: window }),
    })),
    provinceZones: Object.fromEntries(provinceZones.map(({ province, zone }) => [province, zone])),
  }
}
