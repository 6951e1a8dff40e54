import { useMemo } from 'react'
import { numberFormatsOf } from '#pictures'
import { businessZone } from './bank-time.ts'
import { type Language, useLanguage } from './language.ts'

export type { LocalisedName } from '#pictures'

/** Missing values are a dash, never 0. */
const some = <T>(value: T | null | undefined, write: (value: T) => string) =>
  value === null || value === undefined ? '—' : write(value)

const twoLanguages = /^(?<chinese>.*\p{Script=Han}.*?[。！？；])\s+(?<english>[^\p{Script=Han}]+)$/su

function halfOf(language: Language, text: string): string {
  const { chinese, english } = twoLanguages.exec(text)?.groups ?? {}
  return (language === 'en' ? english : chinese) ?? text
}

/** How numbers and times are written in one language. */
export function formatsOf(language: Language) {
  const instant = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone: businessZone,
    dateStyle: language === 'en' ? 'medium' : 'short',
    timeStyle: 'medium',
    hourCycle: 'h23',
  })
  const day = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone: 'UTC',
    dateStyle: language === 'en' ? 'medium' : 'short',
  })
  const businessDay = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone: businessZone,
    dateStyle: language === 'en' ? 'medium' : 'short',
  })
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: businessZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  const hour = new Intl.DateTimeFormat('en-GB', {
    timeZone: businessZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const distance = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })
  return {
    ...numberFormatsOf(language),
    time: (value: string | null | undefined) => some(value, (text) => instant.format(new Date(text))),
    /** A day without a time, as text: 2026-11-22 */
    day: (value: string | null | undefined) => some(value, (text) => day.format(new Date(text))),
    /** The day of an instant, in the business zone. */
    dayOf: (value: string | null | undefined) => some(value, (text) => businessDay.format(new Date(text))),
    clock: (value: string | null | undefined) => some(value, (text) => clock.format(new Date(text))),
    hour: (value: string) => hour.format(new Date(value)),
    /** 3 min. ago */
    ago: (value: string | null | undefined, now: number) =>
      some(value, (text) => {
        const seconds = Math.round((new Date(text).getTime() - now) / 1000)
        const size = Math.abs(seconds)
        if (size < 60) return distance.format(seconds, 'second')
        if (size < 3600) return distance.format(Math.round(seconds / 60), 'minute')
        if (size < 86_400) return distance.format(Math.round(seconds / 3600), 'hour')
        return distance.format(Math.round(seconds / 86_400), 'day')
      }),
    /** The half in this language of a text that says the same in Chinese and then in English; else all of it. */
    text: (value: string) => halfOf(language, value),
  }
}

export type Formats = ReturnType<typeof formatsOf>

export function useFormats(): Formats {
  const language = useLanguage()
  return useMemo(() => formatsOf(language), [language])
}
