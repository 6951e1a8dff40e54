import { queryOptions } from '@tanstack/react-query'

export interface Overview {
  readonly collect: {
    eventsToday: number
    eventsPerMinute: number
    sources: number
    deadLettersOpen: number
    spoolLagSeconds: number
    eventsTotal: number
  }
  readonly understand: { customers: number; tags: number; segments: number; tagsAsOf: string | null }
  readonly decide: { suppressedToday: number; policyVersion: number }
  readonly engage: {
    journeysRunning: number
    customersInJourneys: number
    touchesToday: number
    touchesTotal: number
  }
  readonly learn: {
    effects: number
    bestLift: {
      journey: string
      name: Record<string, string>
      lift: number
      low: number
      high: number
    } | null
    conversions: number
  }
  readonly asOf: string
  readonly series: { eventsPerHour: readonly { at: string; events: number }[] }
}

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: async () => (await fetch('/api/overview')).json() as Promise<Overview>,
  refetchInterval: 5_000,
})
