import type { GroupSource } from './group-source.ts'

export const customerSource: GroupSource = { table: 'customer FINAL', onePerCustomer: true, where: () => [] }
