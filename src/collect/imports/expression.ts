import { z } from 'zod'

/**
 * How a plan says what a field is. A bare string names a column. Everything else is one of a closed set of
 * functions, so a plan can never carry SQL.
 */
export type Expression =
  | string
  | { value: string | number | boolean }
  | { concat: Expression[] }
  | { first: Expression[] }
  | { map: Record<string, string>; of: Expression; else?: Expression }
  | { when: { of: Expression; is: string[]; gives: Expression }[]; else?: Expression }
  | { lookup: string; key: string; of: Expression; value: string; where?: Conditions }
  | { part: Expression; from: number; length?: number }
  | { pad: Expression; to: number; with: string }
  | { upper: Expression }
  | { lower: Expression }
  | { date: Expression; format: string | string[] }
  | { addMonths: Expression; months: Expression }
  | { number: Expression; decimal?: ',' | '.'; thousands?: string; unit?: 'major' | 'minor' }
  | { negate: Expression }
  | { sum: Expression[] }
  | { line: true }

/** Column → the texts it may have. */
export type Conditions = Record<string, string[]>

const texts = z.preprocess(
  (value) => (Array.isArray(value) ? value : [value]),
  z.array(z.union([z.string(), z.number(), z.boolean()]).transform(String)),
)

export const conditions: z.ZodType<Conditions> = z.record(z.string(), texts)

const nested: z.ZodType<Expression> = z.lazy(() => expression)

export const expression: z.ZodType<Expression> = z.union(
  [
    z.string().min(1),
    z.strictObject({ value: z.union([z.string(), z.number(), z.boolean()]) }),
    z.strictObject({ concat: z.array(nested).min(1) }),
    z.strictObject({ first: z.array(nested).min(1) }),
    z.strictObject({
      map: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)),
      of: nested,
      else: nested.optional(),
    }),
    z.strictObject({
      when: z.array(z.strictObject({ of: nested, is: texts, gives: nested })).min(1),
      else: nested.optional(),
    }),
    z.strictObject({
      lookup: z.string(),
      key: z.string(),
      of: nested,
      value: z.string(),
      where: conditions.optional(),
    }),
    z.strictObject({
      part: nested,
      from: z.number().int().min(1),
      length: z.number().int().min(1).optional(),
    }),
    z.strictObject({ pad: nested, to: z.number().int().min(1).max(64), with: z.string().length(1) }),
    z.strictObject({ upper: nested }),
    z.strictObject({ lower: nested }),
    z.strictObject({ date: nested, format: z.union([z.string(), z.array(z.string()).min(1)]) }),
    z.strictObject({ addMonths: nested, months: nested }),
    z.strictObject({
      number: nested,
      decimal: z.enum([',', '.']).optional(),
      thousands: z.string().length(1).optional(),
      unit: z.enum(['major', 'minor']).optional(),
    }),
    z.strictObject({ negate: nested }),
    z.strictObject({ sum: z.array(nested).min(1) }),
    z.strictObject({ line: z.literal(true) }),
  ],
  {
    error:
      'is not an expression: write a column name, or one of {value}, {concat}, {first}, {map, of}, {when}, {lookup, key, of, value}, {part, from}, {pad, to, with}, {upper}, {lower}, {date, format}, {addMonths, months}, {number}, {negate}, {sum}, {line: true}',
  },
)
