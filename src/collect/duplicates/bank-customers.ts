import { canonical } from '../../platform/clickhouse/canonical.ts'
import { matchSpec } from './match-spec.ts'

/** How customers of the bank are found to be the same person. */
export const bankCustomers = matchSpec.parse({
  comparisons: [
    { field: 'name', kind: 'text', termFrequency: true },
    { field: 'birth_date', kind: 'date' },
    { field: 'gender', kind: 'exact' },
    { field: 'phone', kind: 'set' },
    { field: 'address', kind: 'text' },
    { field: 'email', kind: 'set' },
    { field: 'identity_document', kind: 'exact' },
    { field: 'city', kind: 'exact', termFrequency: true },
  ],
  blocking: [
    { identity_document: 'value' },
    { phone: 'value' },
    { email: 'value' },
    { name: 'value', birth_date: 'value' },
    { name: 'value', address: 'value' },
    { name: 'initial', birth_date: 'value', city: 'value' },
    { name: 'value', birth_date: 'year', city: 'value' },
  ],
})

const attribute = (name: string): string => `lowerUTF8(trimBoth(attributes['${name}']))`

/**
 * Customers as they stand after merges. Phones and email addresses are compared as they are stored: equal values have
 * equal ciphertexts. `attributes` may carry `address` and `identity_document` (a keyed hash of the document's kind and
 * number); what is missing says nothing.
 */
export const bankCustomersSource = `SELECT customer AS record, lowerUTF8(trimBoth(name)) AS name,
  ifNull(toString(birth_date), '') AS birth_date, toString(gender) AS gender, contacts.phone AS phone,
  ${attribute('address')} AS address, contacts.email AS email,
  ${attribute('identity_document')} AS identity_document, toString(city) AS city
FROM (SELECT * FROM customer FINAL WHERE customer = ${canonical('customer')}) AS customer
LEFT JOIN (
  SELECT ${canonical('customer')} AS owner,
    arrayStringConcat(groupUniqArrayIf(20)(value, kind = 'phone'), ' ') AS phone,
    arrayStringConcat(groupUniqArrayIf(20)(value, kind = 'email'), ' ') AS email
  FROM contact_point FINAL GROUP BY owner
) AS contacts ON contacts.owner = customer.customer`
