import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { parseDefinitions } from '../../../understand/rules/index.ts'
import { newMetric } from '../schema.ts'

const libraryFile = z.strictObject({ metrics: z.array(newMetric) })

/** The ready metrics, parts before what is made of them. */
export function readMetricLibrary(): z.output<typeof newMetric>[] {
  const text = readFileSync(new URL('metrics.yaml', import.meta.url), 'utf8')
  return parseDefinitions(libraryFile, parse(text), 'The ready metrics').metrics
}
