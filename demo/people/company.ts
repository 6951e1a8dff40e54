import { oneOf } from '../draw.ts'
import { companyForms, companyPlaces, companyTrades, shopKinds } from './names.ts'

/** Name of payroll company `company` (an SQL expression, from 0). Two may share a name, as in life. */
export function companyName(company: string): string {
  return `concat(${oneOf(companyPlaces, 'company place', company)}, ${oneOf(companyTrades, 'company trade', company)},
      ${oneOf(companyForms, 'company form', company)})`
}

/** Name of shop `shop` (an SQL expression, from 0). */
export function shopName(shop: string): string {
  return `concat(${oneOf(companyPlaces, 'shop place', shop)}, ${oneOf(shopKinds, 'shop kind', shop)})`
}
