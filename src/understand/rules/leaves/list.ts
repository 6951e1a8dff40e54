import { z } from 'zod'
import { AppError } from '../../../platform/errors.ts'
import type { RuleCatalogue } from '../catalogue.ts'
import { plainText } from '../names.ts'
import { unknownName } from '../nearest-names.ts'
import { defineLeafKind } from './leaf-kind.ts'

function membersOf(key: string, catalogue: RuleCatalogue): string {
  const list = catalogue.lists.get(key)
  if (!list) throw new AppError('internal', `The rule was not checked: list "${key}"`)
  return `list = ${list.id} AND version = ${list.version}`
}

/** `{ list: 'gala_guests' }` – the customers of an uploaded list. */
export const listLeaf = defineLeafKind({
  schema: z.strictObject({ list: plainText(64) }),
  check: ({ list }, catalogue) =>
    catalogue.lists.has(list)
      ? []
      : [{ path: '/list', message: unknownName('list', list, catalogue.lists.keys()) }],
  compile: ({ list }, { catalogue }) => ({
    kind: 'exists',
    table: 'customer_list_member',
    part: membersOf(list, catalogue),
    filter: '',
    known: true,
  }),
  observe: ({ list }, { catalogue }) => ({
    table: 'customer_list_member',
    where: membersOf(list, catalogue),
    value: `'listed'`,
  }),
  describe: ({ list }, catalogue, language) => {
    const name = catalogue.lists.get(list)?.name[language] ?? list
    return language === 'en' ? `is on the list "${name}"` : `在名单「${name}」中`
  },
})
