/** Bodies of `size` events that differ only in digits, so that making one costs next to nothing. */
export interface BodyTemplate {
  readonly bytes: Buffer
  /** Write the events numbered from `first` into a copy of `bytes`. */
  fill(into: Buffer, offset: number, first: number): void
}

const idDigits = 12
const userDigits = 6
const nameDigits = 2
const usualNames = 20

/**
 * Segment messages with ten properties, about 430 bytes each: a batch, or for `size` 1 a single track call.
 * @param run makes message ids of different runs differ; 8 characters
 */
export function eventTemplate(options: {
  size: number
  users: number
  run: string
  now: Date
  /** How many different events there are; at most 100. */
  names?: number | undefined
}): BodyTemplate {
  const { size, users, run, names = usualNames } = options
  const timestamp = options.now.toISOString()
  const message =
    `{"type":"track","event":"click_${'0'.repeat(nameDigits)}","messageId":"${run}-${'0'.repeat(idDigits)}",` +
    `"userId":"user-${'0'.repeat(userDigits)}","timestamp":"${timestamp}",` +
    `"properties":{"page":"/wealth/products","title":"理财产品列表","position":3,"product":"W2026-0117","amount":12500.5,` +
    `"network":"5G","version":"8.4.1","first_visit":false,"duration":1840,"referrer":"home_banner"}`
  const single = `${message},"sentAt":"${timestamp}"}`
  const text =
    size === 1 ? single : `{"batch":[${Array(size).fill(`${message}}`).join(',')}],"sentAt":"${timestamp}"}`
  const bytes = Buffer.from(text)
  const places = (marker: string): number[] => {
    const found: number[] = []
    for (let at = bytes.indexOf(marker); at !== -1; at = bytes.indexOf(marker, at + 1))
      found.push(at + marker.length)
    return found
  }
  const ids = places(`"messageId":"${run}-`)
  const userPlaces = places('"userId":"user-')
  const namePlaces = places('"event":"click_')
  return {
    bytes,
    fill(into, offset, first) {
      for (let i = 0; i < size; i += 1) {
        const number = first + i
        digits(into, offset + (ids[i] ?? 0), idDigits, number)
        // A fixed permutation: users come in no order, each equally often.
        digits(
          into,
          offset + (userPlaces[i] ?? 0),
          userDigits,
          Number((BigInt(number) * 7_919_317n) % BigInt(users)),
        )
        digits(into, offset + (namePlaces[i] ?? 0), nameDigits, number % names)
      }
    },
  }
}

function digits(into: Buffer, offset: number, count: number, value: number): void {
  let rest = value
  for (let i = offset + count - 1; i >= offset; i -= 1) {
    into[i] = 48 + (rest % 10)
    rest = Math.floor(rest / 10)
  }
}
