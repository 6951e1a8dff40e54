import { readMetricLibrary } from '../library/read-library.ts'

/** The keys of the ready metrics. */
export const libraryMetrics = (): Set<string> => new Set(readMetricLibrary().map(({ key }) => key))
