import type { TargetName } from '../schema.ts'
import type { Field, Target } from './target.ts'

const text: Field = { type: 'text' }
const requiredText: Field = { type: 'text', required: true }
const date: Field = { type: 'date' }
const attributes: Field = { type: 'attributes' }

/** Holding classes; the first five count as assets under management. */
const classes = ['current', 'time_deposit', 'wealth', 'fund', 'insurance', 'card', 'credit_card', 'loan']
const risks = (letter: 'C' | 'R') => [1, 2, 3, 4, 5].map((grade) => `${letter}${grade}`)

/** Every target, in the order in which an import fills them: later ones refer to earlier ones. */
export const targets: Readonly<Record<TargetName, Target>> = {
  organisations: {
    name: 'organisations',
    owner: 'none',
    key: ['code'],
    fields: {
      code: requiredText,
      parent: text,
      name: requiredText,
      level: { type: 'text', required: true, oneOf: ['head_office', 'branch', 'sub_branch'] },
    },
  },
  staff: {
    name: 'staff',
    owner: 'none',
    key: ['code'],
    fields: { code: requiredText, name: requiredText, organisation: requiredText, position: requiredText },
  },
  products: {
    name: 'products',
    owner: 'none',
    key: ['product'],
    fields: {
      product: requiredText,
      name: requiredText,
      name_en: text,
      class: { type: 'text', required: true, oneOf: classes },
      risk: { type: 'text', oneOf: risks('R') },
    },
  },
  customers: {
    name: 'customers',
    owner: 'customer',
    key: ['customer'],
    fields: {
      customer: requiredText,
      name: text,
      gender: { type: 'text', oneOf: ['female', 'male'] },
      birth_date: date,
      province: text,
      city: text,
      branch: text,
      manager: text,
      opened: date,
      risk: { type: 'text', oneOf: risks('C') },
      occupation: text,
      phone: text,
      email: text,
      attributes,
    },
  },
  holdings: {
    name: 'holdings',
    owner: 'customer',
    key: ['holding'],
    time: 'opened',
    fields: {
      holding: requiredText,
      customer: requiredText,
      product: requiredText,
      class: { type: 'text', required: true, oneOf: classes },
      opened: { type: 'date', required: true },
      matures: date,
      closed: date,
      status: text,
      amount: { type: 'money' },
      attributes,
    },
  },
  ledger: {
    name: 'ledger',
    owner: 'account',
    key: ['account', 'transaction'],
    time: 'at',
    fields: {
      account: requiredText,
      customer: text,
      transaction: requiredText,
      at: { type: 'instant', required: true },
      amount: { type: 'money', required: true },
      operation: text,
      category: text,
      attributes,
    },
  },
  balances: {
    name: 'balances',
    owner: 'account',
    key: ['account', 'date'],
    time: 'date',
    fields: {
      account: requiredText,
      customer: text,
      date: { type: 'date', required: true },
      until: date,
      amount: { type: 'money', required: true },
    },
  },
  relations: {
    name: 'relations',
    owner: 'relation',
    key: ['customer', 'kind', 'related'],
    fields: { customer: requiredText, related: requiredText, kind: requiredText, detail: text },
  },
  events: {
    name: 'events',
    owner: 'account',
    key: ['id'],
    time: 'at',
    fields: {
      id: requiredText,
      account: text,
      customer: text,
      name: requiredText,
      at: { type: 'instant', required: true },
      channel: text,
      session: text,
      properties: attributes,
    },
  },
  consents: {
    name: 'consents',
    owner: 'customer',
    key: ['customer', 'purpose', 'channel', 'at'],
    fields: {
      customer: requiredText,
      purpose: {
        type: 'text',
        required: true,
        oneOf: ['marketing', 'experience_improvement', 'research', 'service'],
      },
      channel: requiredText,
      granted: { type: 'flag', required: true },
      at: { type: 'instant', required: true },
      wording: text,
      evidence: text,
    },
  },
}
