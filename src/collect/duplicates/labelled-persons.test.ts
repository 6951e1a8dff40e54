import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { matchRecords } from './match-records.ts'
import { matchSpec, type MatchSpecInput } from './match-spec.ts'
import { loadPersons, personsDirectory, scoreClusters } from './testing/labelled-persons.ts'

const lower = (column: string): string => `lowerUTF8(trimBoth(${column}))`
const day = (column: string): string =>
  `if(match(${column}, '^\\\\d{8}$'), concat(substring(${column}, 1, 4), '-', substring(${column}, 5, 2), '-', substring(${column}, 7, 2)), ${column})`

const febrl: MatchSpecInput = {
  comparisons: [
    { field: 'given_name', kind: 'text', swap: 'surname', termFrequency: true },
    { field: 'surname', kind: 'text', swap: 'given_name', termFrequency: true },
    { field: 'birth_date', kind: 'date' },
    { field: 'document', kind: 'code' },
    { field: 'street_number', kind: 'code' },
    { field: 'street', kind: 'text', swap: 'place' },
    { field: 'place', kind: 'text', swap: 'street' },
    { field: 'suburb', kind: 'text' },
    { field: 'postcode', kind: 'code' },
    { field: 'state', kind: 'exact' },
  ],
  blocking: [
    { document: 'value' },
    { birth_date: 'value' },
    { surname: 'sound', postcode: 'value' },
    { given_name: 'sound', postcode: 'value' },
    { surname: 'sound', given_name: 'sound' },
    { street: 'value', street_number: 'value' },
    { suburb: 'value', surname: 'start' },
    { suburb: 'value', given_name: 'start' },
  ],
}
const febrlSource = (table: string): string => `SELECT record, ${lower('given_name')} AS given_name,
  ${lower('surname')} AS surname, ${day('date_of_birth')} AS birth_date, soc_sec_id AS document, street_number,
  ${lower('address_1')} AS street, ${lower('address_2')} AS place, ${lower('suburb')} AS suburb, postcode, state
  FROM ${table}`

const fake: MatchSpecInput = {
  comparisons: [
    { field: 'given_name', kind: 'text', swap: 'surname', termFrequency: true },
    { field: 'surname', kind: 'text', swap: 'given_name', termFrequency: true },
    { field: 'birth_date', kind: 'date' },
    { field: 'city', kind: 'text', termFrequency: true },
    { field: 'email', kind: 'email' },
  ],
  blocking: [
    { email: 'value' },
    { birth_date: 'value' },
    { given_name: 'value', surname: 'value' },
    { given_name: 'value', city: 'value' },
    { surname: 'value', city: 'value' },
    { given_name: 'sound', birth_date: 'year' },
    { surname: 'sound', birth_date: 'year' },
  ],
}
const fakeSource = (table: string): string => `SELECT record, ${lower('first_name')} AS given_name,
  ${lower('surname')} AS surname, dob AS birth_date, ${lower('city')} AS city, ${lower('email')} AS email FROM ${table}`

const sets = [
  { name: 'febrl_dataset1', spec: febrl, source: febrlSource, truth: 'entity_id', least: 0.95 },
  { name: 'febrl_dataset2', spec: febrl, source: febrlSource, truth: 'entity_id', least: 0.95 },
  { name: 'splink_fake_1000', spec: fake, source: fakeSource, truth: 'cluster', least: 0.85 },
]

/** The labels are read only to score: parameters are estimated without them, and the threshold is the default. */
describe.skipIf(!existsSync(personsDirectory))(
  `persons with known duplicates (needs ${personsDirectory})`,
  () => {
    let t: TestContext
    beforeAll(async () => {
      t = await openTestContext()
    })
    afterAll(() => t.close())

    it.each(sets)('$name: F1 of at least $least', async ({ name, spec, source, truth, least }) => {
      await loadPersons(t.ctx.clickhouse, name)
      const result = await matchRecords(t.ctx.clickhouse, matchSpec.parse(spec), source(name))
      const scores = await scoreClusters(t.ctx.clickhouse, name, truth)
      process.stdout.write(
        `${name}: precision ${scores.precision.toFixed(4)} recall ${scores.recall.toFixed(4)} F1 ${scores.f1.toFixed(4)}` +
          ` (${result.records} records, ${result.compared} pairs compared, ${result.model.rounds} rounds)\n`,
      )
      expect(scores.f1).toBeGreaterThanOrEqual(least)
    })
  },
)
