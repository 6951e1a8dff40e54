import { z } from 'zod'
import { localisedText } from '../../engage/templates/index.ts'
import { definitionKey, plainText, propertyCondition } from '../../understand/rules/index.ts'

const name = plainText(200).min(1)
const eventFilter = z.strictObject({
  event: name.describe('Name of a behaviour event'),
  where: z.array(propertyCondition).max(20).default([]),
})
const eventValue = eventFilter.extend({
  property: name.optional().describe('Sum this property; without it the events are counted'),
})

/** What is measured of each customer, within the effect's window from their own assignment. */
const measure = z.discriminatedUnion('kind', [
  eventFilter.extend({ kind: z.literal('share') }).describe('Did it at least once'),
  eventFilter.extend({ kind: z.literal('count') }).describe('How often'),
  eventFilter.extend({ kind: z.literal('sum'), property: name }).describe('Sum of a property'),
  z
    .strictObject({ kind: z.literal('ratio'), numerator: eventValue, denominator: eventValue })
    .describe('A ratio over all customers, such as purchases per visit'),
  z.strictObject({ kind: z.literal('opt_out') }).describe('Opted out of marketing'),
  z
    .strictObject({ kind: z.literal('registry'), metric: definitionKey })
    .describe(
      'A metric of the registry: what each customer adds to it within the window. Name, unit and direction are those of the registry',
    ),
])
export type Measure = z.output<typeof measure>

/** Metrics that every effect has; the others are named beside them. */
export const builtIn = ['conversion', 'aum', 'revenue'] as const

const plannedMetric = z.strictObject({
  key: definitionKey,
  name: localisedText,
  role: z.enum(['secondary', 'guardrail']).default('secondary'),
  direction: z.enum(['increase', 'decrease']).default('increase').describe('Which way is good'),
  margin: z
    .number()
    .min(0)
    .default(0)
    .describe('Guardrail: a worsening of at most this, in the metric’s own unit, is tolerated'),
  measure,
})

const fen = z.number().int().min(0).max(1e13)

/** How the effect of a journey is measured, said before it is looked at. */
export const effectPlan = z
  .strictObject({
    primary: definitionKey
      .nullable()
      .default(null)
      .describe('Key of the metric that decides; null: conversion where the journey has a goal, else AUM'),
    metrics: z.array(plannedMetric).max(12).default([]),
    winsorise: z
      .number()
      .min(0.9)
      .max(0.9999)
      .nullable()
      .default(null)
      .describe('Cut amounts off at this quantile of those that are not 0; null: leave them'),
    plannedCustomers: z
      .number()
      .int()
      .min(100)
      .max(1_000_000_000)
      .default(5_000)
      .describe('Both sides together; where the sequential interval is narrowest'),
    correction: z
      .enum(['holm', 'benjamini_hochberg'])
      .default('holm')
      .describe('Of the p values of the secondary metrics'),
    money: z
      .strictObject({
        conversionValueFen: fen.default(0).describe('What one conversion earns'),
        aumMarginBasisPoints: z
          .number()
          .min(0)
          .max(10_000)
          .default(0)
          .describe('Margin on assets under management in a year'),
        fixedCostFen: fen.default(0),
        benefitCostsFen: z.record(z.string().min(1).max(64), fen).default({}),
      })
      .default({ conversionValueFen: 0, aumMarginBasisPoints: 0, fixedCostFen: 0, benefitCostsFen: {} }),
  })
  .superRefine((plan, context) => {
    const taken = new Set<string>(builtIn)
    for (const [index, { key }] of plan.metrics.entries()) {
      if (taken.has(key)) {
        context.addIssue({
          code: 'custom',
          path: ['metrics', index, 'key'],
          message: `"${key}" is the key of another metric`,
        })
      }
      taken.add(key)
    }
    if (plan.primary !== null && !taken.has(plan.primary)) {
      context.addIssue({
        code: 'custom',
        path: ['primary'],
        message: `there is no metric "${plan.primary}" in the plan`,
      })
    }
  })
z.globalRegistry.add(effectPlan, { id: 'EffectPlan' })
export type EffectPlan = z.output<typeof effectPlan>

export const effectPlanView = z.object({ plan: effectPlan, version: z.number().int() })
export type EffectPlanView = z.output<typeof effectPlanView>
