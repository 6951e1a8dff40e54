import type { GroupSource } from './group-source.ts'

export const importSource: GroupSource = {
  table: 'uploaded_value FINAL',
  onePerCustomer: false,
  where: () => [],
}
