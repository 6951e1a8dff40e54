import { z } from 'zod'
import { contactChannel } from '../../../govern/consent/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { findPerson } from '../../../understand/customers/index.ts'
import { latestSnapshot } from '../../../understand/segments/index.ts'
import { checkTemplate } from '../checks/check-template.ts'
import { smsTextOf } from '../checks/check-rules.ts'
import { type Rendered, renderBatch } from '../render/render-batch.ts'
import { measureSms } from '../rules/sms-segments.ts'
import {
  contentProblem,
  language,
  type TemplateDraft,
  templateDraft,
  type TemplateVersionView,
} from '../schema.ts'
import { maskFacts } from './mask-facts.ts'
import { sampleCustomers } from './sample-customers.ts'

export const previewInput = z.strictObject({
  template: templateDraft,
  customers: z
    .array(z.string().min(1).max(64))
    .max(20)
    .default([])
    .describe('Numbers of customers to look at'),
  segment: z.string().max(64).optional().describe('Or some of a segment'),
  count: z.number().int().min(1).max(20).default(1),
})
export const previewView = z.object({
  samples: z.array(
    z.object({
      customerNumber: z.string(),
      language,
      problem: z.string().nullable().describe('Why this customer would get no message'),
      content: z.record(z.string(), z.unknown()).nullable(),
      subject: z.string(),
      body: z.string(),
      sms: z
        .object({
          encoding: z.enum(['gsm-7', 'ucs-2']),
          units: z.number().int(),
          segments: z.number().int(),
          left: z.number().int(),
        })
        .nullable(),
    }),
  ),
  channel: contactChannel,
  problems: z.array(contentProblem),
})

/**
 * A template that need not be saved as customers would get it, with their personal data masked, and everything that is
 * wrong with it. Nothing is sent or stored.
 * @throws AppError not_found for a customer or segment that is not there
 */
export async function previewTemplate(
  ctx: Context,
  input: z.output<typeof previewInput>,
): Promise<z.output<typeof previewView>> {
  const [customers, problems] = await Promise.all([
    chooseCustomers(ctx, input),
    checkTemplate(ctx, input.template),
  ])
  const rows = customers.map((customer) => ({ customer, touch: '' }))
  const rendered = await renderBatch(ctx, asVersion(input.template), rows, undefined, undefined, maskFacts)
  return {
    channel: input.template.channel,
    problems,
    samples: rendered.map((one) => sampleOf(one, input.template)),
  }
}

async function chooseCustomers(ctx: Context, input: z.output<typeof previewInput>): Promise<number[]> {
  if (input.customers.length > 0) {
    if (!ctx.actor.scopes.has('customers:read')) {
      throw new AppError(
        'forbidden',
        'Looking at a chosen customer needs the scope customers:read: take a sample',
      )
    }
    const people = await Promise.all(input.customers.map((number) => findPerson(ctx, number)))
    return people.map(({ customer }) => customer)
  }
  if (input.segment === undefined) return sampleCustomers(ctx, null, input.count)
  const snapshot = await latestSnapshot(ctx, input.segment)
  if (!snapshot)
    throw new AppError('not_found', `The segment "${input.segment}" has no snapshot yet: take one first`)
  return sampleCustomers(ctx, snapshot, input.count)
}

/** A draft as if it were published, for looking at it. */
export function asVersion(draft: TemplateDraft): TemplateVersionView {
  const { key, channel, category, content, fallback, defaults, product, general } = draft
  return {
    key,
    version: 0,
    channel,
    category,
    content,
    fallback,
    defaults,
    product,
    general,
    state: 'submitted',
    note: '',
    submittedBy: '',
    submittedAt: '',
    decidedBy: null,
    decidedAt: null,
  }
}

function sampleOf(
  one: Rendered,
  { channel }: TemplateDraft,
): z.output<typeof previewView>['samples'][number] {
  if (!one.ok) {
    const { customerNumber, language: spoken, problem } = one
    return { customerNumber, language: spoken, problem, content: null, subject: '', body: '', sms: null }
  }
  const { customerNumber, language: spoken, content, subject, body } = one
  const text = smsTextOf(channel, content)?.text
  return {
    customerNumber,
    language: spoken,
    problem: null,
    content: z.record(z.string(), z.unknown()).parse(content),
    subject,
    body,
    sms: text === undefined ? null : measureSms(text),
  }
}
