import { chance, hash, oneOf, texts } from '../draw.ts'
import { defineFill, profilesOfSlice, written } from '../slice.ts'
import { companyName } from './company.ts'
import { femaleCharacters, maleCharacters, surnames } from './names.ts'
import { branches } from './places.ts'

const places = `transform(left(branch, 2), ${texts(branches.map((branch) => branch.code.slice(0, 2)))}`
const character = (draw: string): string =>
  `if(gender = 'female', ${oneOf(femaleCharacters, draw, 'position')}, ${oneOf(maleCharacters, draw, 'position')})`

/** Surname and a given name of one or two characters. */
export const fullName = `concat(
    arrayElement(${texts(surnames.map(([name]) => name))}, surname + 1),
    ${character('first character')},
    if(${chance(0.74, 'long name', 'position')}, ${character('second character')}, ''))`

/** Master data as the core banking system would deliver it. Nine in ten live in the city of their branch. */
export const fillCustomers = defineFill(`
INSERT INTO customer
  (customer, number, name, gender, birth_date, province, city, branch, manager, opened, risk, occupation, attributes, updated)
SELECT
  customer,
  number,
  ${fullName} AS name,
  gender,
  birth_date,
  ${places}, ${texts(branches.map((branch) => branch.province))}, '') AS province,
  if(${chance(0.92, 'lives here', 'position')},
    ${places}, ${texts(branches.map((branch) => branch.city))}, ''),
    if(province = '福建省', ${oneOf(
      branches.filter((b) => b.province === '福建省').map((b) => b.city),
      'lives',
      'position',
    )}, '')) AS city,
  branch,
  manager,
  opened,
  risk,
  occupation,
  mapFilter((name, value) -> value != '', map(
    'employer', if(company >= 0, ${companyName('company')}, ''),
    'education', arrayElement(['', 'secondary', 'college', 'bachelor', 'master'], 1 + ${hash('education', 'position')} % 5),
    'marital', multiIf(age < 24, 'single', ${chance(0.72, 'married', 'position')}, 'married', 'single'),
    'mobile_bank', if(mobile = 'none', '', 'yes'),
    'risk_assessed_on', if(risk = '', '', toString(addDays({asOf:Date32}, -1 - toInt32(${hash('assessed', 'position')} % 400))))
  )) AS attributes,
  ${written} AS updated
FROM ${profilesOfSlice}`)
