const minute = 60_000
const day = 86_400_000

/** A minute on the wall clock of a place. */
export interface LocalTime {
  /** Calendar day, `2026-11-01`. */
  readonly day: string
  /** Minutes since local midnight as the clock shows them. */
  readonly minute: number
}

/** The wall clock of a time zone. */
export interface LocalClock {
  read(instant: Date): LocalTime
  /** Every instant at which the clock shows this: none in the hour that spring skips, two in the one autumn repeats. */
  instantsOf(time: LocalTime): Date[]
  /**
   * The one instant that is meant by a day and time of day: the first of two where autumn repeats an hour; where spring
   * skips it, as much later as the clock was put forward (what RFC 5545 and Temporal's `compatible` say).
   */
  instantAt(calendarDay: string, timeOfDay: string): Date
  /** When the clock is put forward or back within the day that begins at `from`; undefined when it is not. */
  changeAfter(from: Date): Date | undefined
}

export function minutesOf(timeOfDay: string): number {
  const [hour = 0, minutes = 0] = timeOfDay.split(':').map(Number)
  return hour * 60 + minutes
}

const clocks = new Map<string, LocalClock>()

/** Kept: to make one is dear, and there are as many as time zones that somebody names. */
export function localClock(timezone: string): LocalClock {
  const known = clocks.get(timezone)
  if (known) return known
  const made = makeClock(timezone)
  clocks.set(timezone, made)
  return made
}

function makeClock(timezone: string): LocalClock {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const read = (instant: Date): LocalTime => {
    const [date = '', time = ''] = format.format(instant).split(', ')
    return { day: date, minute: minutesOf(time) }
  }
  /** Local time minus UTC, in milliseconds. */
  const offset = (at: number): number => {
    const local = read(new Date(at))
    return Date.parse(`${local.day}T00:00:00Z`) + local.minute * minute - Math.floor(at / minute) * minute
  }
  const instantsOf = (time: LocalTime): Date[] => {
    const wall = Date.parse(`${time.day}T00:00:00Z`) + time.minute * minute
    const offsets = new Set([offset(wall - day), offset(wall + day)])
    return [...offsets]
      .map((one) => new Date(wall - one))
      .filter((instant) => {
        const shown = read(instant)
        return shown.day === time.day && shown.minute === time.minute
      })
      .toSorted((one, other) => one.getTime() - other.getTime())
  }
  return {
    read,
    instantsOf,
    instantAt: (calendarDay, timeOfDay) => {
      const time = { day: calendarDay, minute: minutesOf(timeOfDay) }
      const wall = Date.parse(`${calendarDay}T00:00:00Z`) + time.minute * minute
      return instantsOf(time)[0] ?? new Date(wall - offset(wall - day))
    },
    changeAfter: (from) => {
      let before = Math.floor(from.getTime() / minute)
      let after = before + day / minute
      const first = offset(before * minute)
      if (offset(after * minute) === first) return undefined
      while (after - before > 1) {
        const middle = Math.floor((before + after) / 2)
        if (offset(middle * minute) === first) before = middle
        else after = middle
      }
      return new Date(after * minute)
    },
  }
}
