import type { EChartsOption } from 'echarts/types/dist/shared'
import type { Answer, Language, Question } from './answer.ts'
import type { SeriesColours } from './colours.ts'
import type { NumberFormats } from './number-formats.ts'
import type { PictureTexts } from './texts.ts'
import type { AnswerWords } from './words.ts'

/** What of a drawing was clicked. */
export interface Picked {
  readonly seriesIndex: number
  readonly dataIndex: number
  /** Of a graph: a node, or an edge between two. */
  readonly dataType: string | undefined
}

/** A day, or days, that a drawing over time tells of. */
export interface Mark {
  readonly name: string
  readonly from: string
  /** null = `from` alone. */
  readonly to: string | null
}

/** What every kind of picture is drawn with. */
export interface Drawing {
  readonly question: Question
  readonly answer: Answer
  readonly language: Language
  readonly words: AnswerWords
  readonly format: NumberFormats
  readonly texts: PictureTexts
  readonly colours: SeriesColours
  /** Pixels. */
  readonly width: number
  readonly marks: readonly Mark[]
}

export interface Picture {
  readonly option: EChartsOption
  /** Pixels it looks best with. */
  readonly height: number
  /** The id of the cell that was clicked, under which the customers behind it are told. */
  cellAt(picked: Picked): string | undefined
}
