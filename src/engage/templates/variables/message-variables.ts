import type { Variable } from './variable.ts'

const message = (path: string, zh: string, en: string, type: Variable['type'] = 'text'): Variable => ({
  path,
  group: 'message',
  label: { 'zh-CN': zh, en },
  type,
  standIn: null,
})

/** What every message knows without reading anything about its customer. */
export const messageVariables: readonly Variable[] = [
  message('bank', '银行名称', "The bank's name"),
  message('today', '今天', 'Today', 'date'),
  message('journey.key', '旅程标识', 'Key of the journey'),
  message('touch', '触达编号', 'Id of the touch'),
]
