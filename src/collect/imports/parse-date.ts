import { type Compiled, firstProblem, whenFilled } from './compiled.ts'
import { textLiteral } from './sql-text.ts'

const compactDate = textLiteral(String.raw`^(\d{4})(\d{2})(\d{2})$`)
const dateWithTime = textLiteral(String.raw`^(\d{4}-\d{2}-\d{2})[ T].*$`)
const farFuture = textLiteral(String.raw`^(?:2[3-9]|[3-9]\d)\d{2}-\d{2}-\d{2}$`)
const isoInstant = textLiteral(
  String.raw`^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}([.]\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$`,
)

/**
 * A text as Nullable(Date32). Without formats ISO (a time behind it is cut off) and YYYYMMDD are understood, and open
 * ends such as 9999-12-31 become 2299-12-31, the end of our open intervals.
 * @param formats as ClickHouse's parseDateTime takes them, e.g. `%d.%m.%Y`; the first that fits counts
 */
export function parseDate(of: Compiled, formats?: readonly string[]): Compiled {
  const value = formats
    ? `coalesce(${formats.map((format) => dateIn(of.value, textLiteral(format))).join(', ')})`
    : isoDate(of.value)
  return { value, problem: unparsable(of, value) }
}

/** A text as Nullable(DateTime64(3)). A text without an offset is local time in `timezone`, one without a time midnight. */
export function parseInstant(of: Compiled, timezone: string, formats?: readonly string[]): Compiled {
  const zone = textLiteral(timezone)
  const parsed = formats
    ? `coalesce(${formats.map((format) => `parseDateTime64OrNull(${of.value}, ${textLiteral(format)}, ${zone})`).join(', ')})`
    : `if(match(${of.value}, ${isoInstant}), parseDateTime64BestEffortOrNull(${of.value}, 3, ${zone}), NULL)`
  const value = `toDateTime64(${parsed}, 3, 'UTC')`
  return { value, problem: unparsable(of, value) }
}

/** A date some months later; both parts may be wrong. */
export function addMonths(start: Compiled, months: Compiled): Compiled {
  const count = `toInt32OrNull(${months.value})`
  return {
    value: `addMonths(${start.value}, ${count})`,
    problem: firstProblem([
      start.problem,
      months.problem,
      whenFilled(months.value, `isNull(${count})`, 'not_a_number'),
    ]),
  }
}

function unparsable(of: Compiled, value: string): string {
  return firstProblem([of.problem, whenFilled(of.value, `isNull(${value})`, 'unparsable_date')])
}

function isoDate(text: string): string {
  const day = `replaceRegexpOne(${text}, ${compactDate}, '\\\\1-\\\\2-\\\\3')`
  const head = `replaceRegexpOne(${day}, ${dateWithTime}, '\\\\1')`
  return dateIn(`replaceRegexpOne(${head}, ${farFuture}, '2299-12-31')`, "'%Y-%m-%d'")
}

function dateIn(text: string, format: string): string {
  return `toDate32(parseDateTime64OrNull(${text}, ${format}, 'UTC'))`
}
