import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { QuietDay } from '../../../api/metrics.ts'
import { useLanguage } from '../../../app/language.ts'

interface Marked {
  readonly kind: 'own' | 'holiday' | 'worked'
  readonly name: string
}

/** A year, a month a block; marked days say why. */
export function QuietYear(props: {
  year: number
  own: readonly QuietDay[]
  holidays: readonly { day: string; trading: boolean; name: string }[]
  chosen: string
  onChoose: (day: string) => void
}) {
  const language = useLanguage()
  const { t } = useTranslation()
  const { year, own, holidays, chosen, onChoose } = props
  const marked = useMemo(
    () =>
      new Map<string, Marked>([
        ...holidays.map(({ day, trading, name }): [string, Marked] => [
          day,
          { kind: trading ? 'worked' : 'holiday', name },
        ]),
        ...own.map(({ day, name }): [string, Marked] => [day, { kind: 'own', name }]),
      ]),
    [own, holidays],
  )
  const monthName = new Intl.DateTimeFormat(language, { month: 'short', timeZone: 'UTC' })
  return (
    <div className="bn-quiet-year" role="group" aria-label={t('metrics.quiet.calendar', { year })}>
      {Array.from({ length: 12 }, (_, month) => (
        <section key={month}>
          <h3>{monthName.format(new Date(Date.UTC(year, month, 1)))}</h3>
          <div>
            {daysOfMonth(year, month).map((day) => {
              const mark = marked.get(day)
              const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7
              return (
                <button
                  key={day}
                  type="button"
                  style={day.endsWith('-01') ? { gridColumnStart: weekday } : undefined}
                  data-kind={mark?.kind}
                  data-weekend={weekday > 5}
                  data-chosen={day === chosen}
                  title={mark === undefined ? day : `${day} ${mark.name}`}
                  aria-label={mark === undefined ? day : `${day} ${mark.name}`}
                  onClick={() => onChoose(day)}
                >
                  {Number(day.slice(8))}
                </button>
              )
            })}
          </div>
        </section>
      ))}
    </div>
  )
}

function daysOfMonth(year: number, month: number): string[] {
  const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return Array.from({ length }, (_, i) => new Date(Date.UTC(year, month, i + 1)).toISOString().slice(0, 10))
}
