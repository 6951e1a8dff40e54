import { dateLiteral } from '../kinds/index.ts'
import type { GroupSource } from './group-source.ts'

export const holdingSource: GroupSource = {
  table: 'holding FINAL',
  onePerCustomer: false,
  where: (_reach, day) => [`opened <= ${dateLiteral(day.asOf)}`],
}
