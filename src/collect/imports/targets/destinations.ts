import type { Config } from '../../../platform/config.ts'
import { encryptedContactSql } from '../../../platform/crypto/contact-cipher.ts'
import { textLiteral } from '../sql-text.ts'
import type { Destination } from './target.ts'

const text = (sql: string) => ['String', sql] as const
const word = (sql: string) => ['LowCardinality(String)', sql] as const
const number = (sql: string) => ['UInt32', sql] as const
const map = (sql: string) => ['Map(LowCardinality(String), String)', sql] as const
const maybeDate = (sql: string) => ['Nullable(Date32)', sql] as const
const date = (sql: string) => ['Date32', `assumeNotNull(${sql})`] as const
const instant = (sql: string) => ["DateTime64(3, 'UTC')", `assumeNotNull(${sql})`] as const
const money = (sql: string) => ['Decimal(18, 2)', `ifNull(${sql}, toDecimal64(0, 2))`] as const

export const productDestination: Destination = {
  table: 'product',
  key: ['product'],
  columns: {
    product: word('f_product'),
    name: text('f_name'),
    name_en: text('f_name_en'),
    class: word('f_class'),
    risk: word('f_risk'),
  },
}

export const customerDestination: Destination = {
  table: 'customer',
  key: ['customer'],
  columns: {
    customer: number('customer'),
    number: text('f_customer'),
    name: text('f_name'),
    gender: word('f_gender'),
    birth_date: maybeDate('f_birth_date'),
    province: word('f_province'),
    city: word('f_city'),
    branch: word('f_branch'),
    manager: word('f_manager'),
    opened: maybeDate('f_opened'),
    risk: word('f_risk'),
    occupation: word('f_occupation'),
    attributes: map('f_attributes'),
  },
}

/** One of a customer's contact points, encrypted by ClickHouse itself. */
export function contactDestination(config: Config, kind: 'phone' | 'email'): Destination {
  return {
    table: 'contact_point',
    key: ['customer', 'kind'],
    columns: {
      customer: number('customer'),
      kind: word(textLiteral(kind)),
      value: text(encryptedContactSql(config, `f_${kind}`)),
    },
  }
}

export const holdingDestination: Destination = {
  table: 'holding',
  key: ['customer', 'holding'],
  columns: {
    customer: number('customer'),
    holding: text('f_holding'),
    product: word('f_product'),
    class: word('f_class'),
    opened: date('f_opened'),
    matures: maybeDate('f_matures'),
    closed: maybeDate('f_closed'),
    status: word('f_status'),
    amount: money('f_amount'),
    attributes: map('f_attributes'),
  },
}

export const ledgerDestination: Destination = {
  table: 'ledger',
  key: ['customer', 'holding', 'transaction'],
  columns: {
    customer: number('customer'),
    holding: text('f_account'),
    transaction: text('f_transaction'),
    at: instant('f_at'),
    amount: money('f_amount'),
    operation: word('f_operation'),
    category: word('f_category'),
    attributes: map('f_attributes'),
  },
}

export const balanceDestination: Destination = {
  table: 'balance',
  key: ['customer', 'holding', 'from'],
  columns: {
    customer: number('customer'),
    holding: text('holding'),
    product: word('product'),
    class: word('class'),
    from: date('`from`'),
    to: date('`to`'),
    amount: money('amount'),
  },
}

export const relationDestination: Destination = {
  table: 'relation',
  key: ['customer', 'kind', 'related'],
  columns: {
    customer: number('customer'),
    related: number('related'),
    kind: word('f_kind'),
    detail: text('f_detail'),
  },
}

/** @param plan prefix of message ids, so that two plans never collide */
export function eventDestination(plan: string): Destination {
  return {
    table: 'event',
    key: ['message_id'],
    columns: {
      at: instant('f_at'),
      name: word('f_name'),
      kind: word("'track'"),
      customer: number('customer'),
      source: number('0'),
      channel: word('f_channel'),
      session: text('f_session'),
      message_id: text(`concat(${textLiteral(`${plan}:`)}, f_id)`),
      properties: map('f_properties'),
    },
  }
}

export const consentDestination: Destination = {
  table: 'consent',
  key: ['customer', 'purpose', 'channel', 'at'],
  columns: {
    customer: number('customer'),
    purpose: word('f_purpose'),
    channel: word('f_channel'),
    granted: ['UInt8', 'assumeNotNull(f_granted)'],
    wording: word('f_wording'),
    evidence: text('f_evidence'),
    at: instant('f_at'),
  },
}
