import { chance } from '../draw.ts'
import { planted } from '../planted.ts'
import { defineFill, profilesOfSlice, written } from '../slice.ts'
import { companyName } from './company.ts'

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
