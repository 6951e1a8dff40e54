import { z } from 'zod'

/** A rule as JSON; its grammar and checks are those of understand/rules. */
export const ruleJson = z
  .record(z.string(), z.unknown())
  .describe(
    'One of {all:[…]}, {any:[…]}, {not:…}, {tag, op, value}, {attribute, op, value}, {holding:{class, product, status, state, maturesWithinDays, where, measure}, op, value}, {behaviour:{event, where, withinDays | daysAgo | since, until, measure, property}, op, value}, {sequence:{steps, withinHours}}, {firstTime:{event, withinDays}}, {segment}, {list}, {customers:[…]}; in full at /api/rules/schema',
  )
