import { chance, hash } from '../draw.ts'
import { planted } from '../planted.ts'
import { defineFill, profilesOfSlice, written } from '../slice.ts'
import { companyName, shopName } from './company.ts'

const { customersPerCompany } = planted.salary

/** Married couples: neighbours in the numbering, both directions. Between 8 and 9 per cent of customers. */
export const fillHouseholds = defineFill(`
INSERT INTO relation (customer, related, kind, detail, updated)
SELECT member.1, member.2, 'household', 'spouse', ${written}
FROM
(
  SELECT arrayJoin([(customer, customer + 1), (customer + 1, customer)]) AS member
  FROM ${profilesOfSlice}
    AND position % 2 = 0 AND position + 1 < {customers:UInt32} AND age >= 24 AND ${chance(0.1, 'household', 'position')}
)`)

/** Employees to the owner of the company that pays them. */
export const fillPayrollRelations = defineFill(`
INSERT INTO relation (customer, related, kind, detail, updated)
SELECT customer, {first:UInt32} + company * ${customersPerCompany}, 'payroll', ${companyName('company')}, ${written}
FROM ${profilesOfSlice} AND company >= 0`)

/**
 * Customers to the owners of the shops where they often pay: every fourth of those with an income, at one of the three
 * shops nearest to them in the numbering. Company owners keep the shops.
 */
export const fillMerchantRelations = defineFill(`
INSERT INTO relation (customer, related, kind, detail, updated)
SELECT customer, {first:UInt32} + shop * ${customersPerCompany}, 'merchant', ${shopName('shop')}, ${written}
FROM
(
  SELECT
    customer,
    toUInt32(intDiv({customers:UInt32} - 1, ${customersPerCompany})) AS last,
    toUInt32(least(intDiv(position, ${customersPerCompany}) + ${hash('shop', 'position')} % 3, last)) AS shop,
    position
  FROM ${profilesOfSlice} AND income > 0 AND ${chance(0.25, 'frequents a shop', 'position')}
)
WHERE position != shop * ${customersPerCompany}`)
