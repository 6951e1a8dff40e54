import { dateLiteral } from '../kinds/index.ts'
import type { GroupSource } from './group-source.ts'

export const balanceSource: GroupSource = {
  table: 'balance FINAL',
  onePerCustomer: false,
  where: ({ since }, day) => [
    `\`from\` <= ${dateLiteral(day.asOf)}`,
    ...(since === undefined ? [] : [`\`to\` > ${dateLiteral(since)}`]),
  ],
}
