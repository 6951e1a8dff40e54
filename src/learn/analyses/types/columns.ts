import type { DisplayName } from '../../../understand/rules/index.ts'
import type { Column } from '../result-schema.ts'

/** Columns that several types answer with. */
export const timeColumn: Column = { key: 't', name: { 'zh-CN': '时间', en: 'Time' }, unit: 'day' }
export const customersColumn: Column = {
  key: 'customers',
  name: { 'zh-CN': '客户数', en: 'Customers' },
  unit: 'customers',
}

export function columnOf(key: string, name: DisplayName, unit: Column['unit']): Column {
  return { key, name, unit }
}
