import { cpus, totalmem } from 'node:os'

/** One measured number. `ratio` > 1 means that we are better; it and the rival's value are null where there is no rival. */
export interface Result {
  readonly case: string
  /** How much was worked on: events, customers, requests. */
  readonly size: number
  readonly value: number
  readonly unit: string
  readonly rival?: string
  readonly rivalValue?: number
  /** Which direction is better; without it, more is. */
  readonly better?: 'more' | 'less'
}

export type Report = (result: Result) => void

/** What a bench file gets from the command line: `--customers 1000000 --no-drain` → `{ customers: '1000000', drain: 'false' }`. */
export class BenchOptions {
  readonly #values: ReadonlyMap<string, string>

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values
  }

  text(name: string, fallback: string): string {
    return this.#values.get(name) ?? fallback
  }

  number(name: string, fallback: number): number {
    const text = this.#values.get(name)
    const value = text === undefined ? fallback : Number(text.replaceAll('_', ''))
    if (text !== undefined && !Number.isFinite(value))
      throw new Error(`--${name} must be a number, not ${text}`)
    return value
  }

  flag(name: string, fallback: boolean): boolean {
    const text = this.#values.get(name)
    return text === undefined ? fallback : text !== 'false'
  }
}

export function parseOptions(words: readonly string[]): BenchOptions {
  const values = new Map<string, string>()
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    if (!word.startsWith('--'))
      throw new Error(`Expected an option such as --customers 1000000, found ${word}`)
    const [name = '', inline] = word.slice(2).split('=', 2)
    const next = words[index + 1]
    if (name.startsWith('no-')) values.set(name.slice('no-'.length), 'false')
    else if (inline !== undefined) values.set(name, inline)
    else if (next === undefined || next.startsWith('--')) values.set(name, 'true')
    else {
      values.set(name, next)
      index += 1
    }
  }
  return new BenchOptions(values)
}

/** The line a result is printed as: always the same keys in the same order. */
export function toLine(bench: string, result: Result, machine: string = describeMachine()): string {
  const { rivalValue } = result
  const ratio =
    rivalValue === undefined
      ? null
      : result.better === 'less'
        ? rivalValue / result.value
        : result.value / rivalValue
  return JSON.stringify({
    bench,
    case: result.case,
    size: result.size,
    value: rounded(result.value),
    unit: result.unit,
    rival: result.rival ?? null,
    rivalValue: rivalValue === undefined ? null : rounded(rivalValue),
    ratio: ratio === null ? null : rounded(ratio),
    machine,
  })
}

/** e.g. `2 cores, 24 GiB, linux x64, node 24.21.0` */
export function describeMachine(): string {
  const memory = Math.round(totalmem() / 1024 ** 3)
  return `${cpus().length} cores, ${memory} GiB, ${process.platform} ${process.arch}, node ${process.versions.node}`
}

/** Four significant digits: more would pretend to a precision that no run has. */
function rounded(value: number): number {
  return Number(value.toPrecision(4))
}
