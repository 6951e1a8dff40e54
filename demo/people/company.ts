import { oneOf } from '../draw.ts'
import { companyForms, companyPlaces, companyTrades } from './names.ts'

/** Name of payroll company `company` (an SQL expression, from 0). Two may share a name, as in life. */
export function companyName(company: string): string {
  return `concat(${oneOf(companyPlaces, 'company place', company)}, ${oneOf(companyTrades, 'company trade', company)},
      ${oneOf(companyForms, 'company form', company)})`
}
