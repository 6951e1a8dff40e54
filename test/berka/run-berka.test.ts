import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readExample } from '../../src/cli/run/read-example.ts'
import { runExample, type RunReport } from '../../src/cli/run/run-example.ts'
import { readPlan } from '../../src/collect/imports/index.ts'
import { openTestContext, type TestContext } from '../harness/test-context.ts'
import { thinForTheInstalment } from './thin-for-the-instalment.ts'

const folder = fileURLToPath(new URL('../../examples/berka', import.meta.url))
const directory = fileURLToPath(new URL('../../../shared/data/berka', import.meta.url))
const example = readExample(folder)
const beyond = (bound: number) => expect.toSatisfy((value: number) => value > bound, `more than ${bound}`)
const plan = readPlan(`${folder}/plan.yaml`)

describe.skipIf(!existsSync(directory))(`banyan run examples/berka (needs ${directory})`, () => {
  let t: TestContext
  let first: RunReport
  const turns: string[] = []
  // Four turns of the loop instead of seventeen: the same path, in the time a test has.
  const input = { ...example, run: { ...example.run, everyDays: 40 }, plan, directory }
  /**
   * Everything a person reads in the report, except what this import wrote and when the effects were computed. Averages
   * are summed in parallel, so their last digits are chance.
   */
  const counts = (report: RunReport): unknown =>
    JSON.parse(
      JSON.stringify(
        {
          ...report,
          imported: null,
          effects: report.effects.map((effect) => ({ ...effect, computedAt: null })),
        },
        (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(9)) : value),
      ),
    )

  beforeAll(async () => {
    t = await openTestContext()
    await runExample(t.ctx, t.clock, {
      ...input,
      progress: (step) => {
        if (/^\d{4}-/.test(step) && turns.push(step) === 3) throw new Error('power cut')
      },
    }).catch(() => turns.push('interrupted'))
    first = await runExample(t.ctx, t.clock, input)
  }, 600_000)
  afterAll(() => t.close())

  it('has the assets of the six reference days to the cent', () => {
    expect(first.aum).toHaveLength(6)
    expect(first.aum.filter((line) => !line.matches)).toEqual([])
    expect(first.asExpected).toBe(true)
  })

  it('computes every tag and counts every segment', () => {
    expect(first.tags).toHaveLength(24)
    expect(first.tags.filter((tag) => tag.coverage === 0)).toEqual([])
    expect(first.segments).toHaveLength(10)
    expect(first.segments.filter((segment) => segment.customers === 0)).toEqual([])
  })

  it('loses nobody on a journey, although the run was interrupted', () => {
    expect(turns).toEqual(['1993-12-15', '1994-01-24', '1994-03-05', 'interrupted'])
    for (const journey of first.journeys) {
      const standing = journey.nodes.reduce((sum, node) => sum + node.standing, 0)
      expect(standing).toBe(journey.entered)
      const effect = first.effects.find((one) => one.journey === journey.key)
      expect((effect?.treated.customers ?? 0) + (effect?.holdout?.customers ?? 0)).toBe(journey.entered)
      expect(effect?.holdout?.contacted ?? 0).toBe(0)
    }
    const large = first.journeys.filter((journey) => journey.entered > 100).map(({ key }) => key)
    expect(large.toSorted()).toEqual(['deposit_more', 'dormant_wake_up', 'win_back'])
  })

  it('takes care of exactly the people whose files say that little is there for the instalment', () => {
    const care = first.journeys.find(({ key }) => key === 'loan_repayment_care')
    const days = ['1993-12-15', '1994-01-24', '1994-03-05', '1994-03-31']
    expect(care?.entered).toBe(thinForTheInstalment(directory, days, 40_000).size)
    expect(care?.touches.queued).toBe(care?.entered)
    const nodes = new Map(care?.nodes.map((node) => [node.node, node]))
    expect(nodes.get('remind')?.passed).toBe(care?.entered)
    const called = nodes.get('manager')?.passed ?? 0
    expect(called).toBeLessThan(care?.entered ?? 0)
  })

  it('finds no effect of messages that nobody received', () => {
    const held = first.effects.filter(({ holdout }) => holdout !== null)
    expect(held.map(({ journey }) => journey).toSorted()).toEqual([
      'deposit_more',
      'dormant_wake_up',
      'win_back',
    ])
    for (const { journey, conversion, aum, sampleRatio } of held) {
      expect({ journey, suspicious: sampleRatio?.suspicious }).toEqual({ journey, suspicious: false })
      // One in twenty comparisons of nothing with nothing looks like an effect: all of them together may err that often.
      expect({ journey, p: conversion?.p }).toEqual({ journey, p: beyond(0.05 / (2 * held.length)) })
      expect({ journey, p: aum?.p }).toEqual({ journey, p: beyond(0.05 / (2 * held.length)) })
    }
  })

  it('changes no count when it runs again', async () => {
    const again = await runExample(t.ctx, t.clock, input)
    expect(counts(again)).toEqual(counts(first))
    for (const target of Object.values(again.imported.targets)) {
      expect({ written: target.written, removed: target.removed }).toEqual({ written: 0, removed: 0 })
    }
  }, 300_000)
})
