import type { PictureTexts } from './texts.ts'

/**
 * Questions and answers as far as pictures read them. The server's own types and those of its OpenAPI document both fit,
 * so that the same pictures are drawn by the console and by the server.
 */
export type Language = 'zh-CN' | 'en'
export type LocalisedName = Readonly<Record<string, string>>

export interface AnswerColumn {
  readonly key: string
  readonly name: LocalisedName
  /** See `columnUnit` of analyses; an unknown one is written as a number. */
  readonly unit: string
}
export type AnswerValue = string | number | null

export interface AnswerRow {
  readonly series: string
  readonly values: Readonly<Record<string, AnswerValue>>
  readonly cells: Readonly<Record<string, string>>
}

export interface AnswerTable {
  readonly key: string
  readonly columns: readonly AnswerColumn[]
  readonly rows: readonly AnswerRow[]
}

export interface AnswerSeries {
  readonly key: string
  readonly name: LocalisedName | null
  readonly value: string | null
  readonly side: 'current' | 'compared'
}

interface Days {
  readonly from: string
  readonly to: string
}

export interface Answer {
  readonly current: Days
  readonly compared: Days | null
  readonly series: readonly AnswerSeries[]
  readonly tables: readonly AnswerTable[]
}

/** Of a question what its picture depends on. */
export interface Question {
  readonly type: string
  readonly direction?: 'forward' | 'backward'
  readonly breakdown?: {
    readonly by: string
    readonly property?: string
    readonly tag?: string
    readonly attribute?: string
    readonly bins?: readonly number[]
  }
  /** Of trends; other types have other words here. */
  readonly interval?: string
  readonly measure?: unknown
  readonly series?: readonly {
    readonly name?: string
    readonly event?: string
    readonly measure: { readonly of: keyof PictureTexts['measures'] }
  }[]
  readonly compare?: { readonly with: string; readonly segment?: string }
}

export const tableOf = ({ tables }: Pick<Answer, 'tables'>, key: string): AnswerTable | undefined =>
  tables.find((table) => table.key === key)

export const rowsOf = (table: AnswerTable | undefined, { key }: Pick<AnswerSeries, 'key'>) =>
  (table?.rows ?? []).filter(({ series }) => series === key)

/** The number in a column of a row; null where there is none. */
export function numberIn(row: AnswerRow | undefined, key: string): number | null {
  const value = row?.values[key]
  return typeof value === 'number' ? value : null
}
