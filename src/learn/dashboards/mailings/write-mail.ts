import { type Mark, numberFormatsOf, valueText } from '#pictures'
import type { Context } from '../../../platform/context.ts'
import { businessDay } from '../../../understand/rules/index.ts'
import { daysOf } from '../../analyses/index.ts'
import { readMarks } from '../annotations/read-marks.ts'
import type { Sheet, SheetUnit } from '../../sheets/index.ts'
import { sheetsOf } from '../export/sheets-of.ts'
import { words } from '../export/words.ts'
import { answerWidgets, type WidgetAnswer } from '../questions/answer-widgets.ts'
import { readNames } from '../questions/read-names.ts'
import type { BoardFilters } from '../schema.ts'
import type { DashboardRow } from '../store.ts'
import { drawPng } from './draw-png.ts'
import { drawWidget, pictureWidth } from './draw-widget.ts'

export interface BoardMail {
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly pictures: readonly { readonly cid: string; readonly png: Buffer }[]
}

/** A table in a mail is for a glance; the board has it all. */
const mostRows = 12
const mostColumns = 8

/** A board as a mail: each widget as a picture and its numbers as a table, with a link to the board. */
export async function writeMail(
  ctx: Context,
  board: DashboardRow,
  { language, filters, owner }: { language: 'zh-CN' | 'en'; filters: BoardFilters; owner: string },
  signal?: AbortSignal,
): Promise<BoardMail> {
  const widgets = board.widgets.toSorted((a, b) => a.y - b.y || a.x - b.x)
  const answers = await answerWidgets(ctx, { widgets, filters }, signal)
  const today = businessDay(ctx.clock.now(), ctx.config.timezone)
  const days = daysOf(filters.range ?? { lastDays: 90 }, today)
  const [names, noted] = await Promise.all([
    readNames(ctx),
    readMarks(ctx, { ...days, dashboard: board.id, journeys: true }),
  ])
  const marks = noted.map(({ name, firstDay, lastDay }): Mark => ({
    name: name[language],
    from: firstDay,
    to: lastDay === firstDay ? null : lastDay,
  }))
  const pictures: { cid: string; png: Buffer }[] = []
  const parts: string[] = []
  const lines: string[] = []
  for (const answer of answers) {
    signal?.throwIfAborted()
    const drawn = drawWidget(answer, { language, names, marks })
    const sheets = sheetsOf(answer, language, names)
    let picture = ''
    if (drawn) {
      const cid = `widget-${pictures.length + 1}@${board.id}.banyan`
      const png = await drawPng(drawn.option, { width: pictureWidth, height: drawn.height })
      pictures.push({ cid, png })
      const title = escaped(answer.question.title[language])
      picture = `<img src="cid:${cid}" alt="${title}" width="${pictureWidth}" height="${drawn.height}" style="max-width:100%;height:auto;border:0">`
    }
    parts.push(widgetHtml(answer, picture, sheets, language))
    lines.push(...widgetLines(answer, sheets, language))
  }
  const text = words[language]
  const title = board.name[language]
  const told = filtersText(filters, language, days)
  const link = ctx.config.publicUrl && new URL(`/learn/dashboards/${board.id}`, ctx.config.publicUrl).href
  return {
    subject: `${title} ${today}`,
    text: [
      title,
      told,
      '',
      ...lines,
      ...(link ? [`${text.open}: ${link}`] : []),
      '',
      text.footer(owner),
    ].join('\n'),
    html: `<!doctype html><html lang="${language}"><body style="margin:0;padding:16px;background:#f5f7f6;color:#1a2420;font-family:Arial,'PingFang SC','Microsoft YaHei',sans-serif;font-size:14px">
<div style="max-width:${pictureWidth + 40}px;margin:0 auto">
<h1 style="font-size:20px;margin:0 0 4px">${escaped(title)}</h1>
<p style="margin:0 0 16px;color:#66736c">${escaped(told)}</p>
${parts.join('\n')}
${link ? `<p><a href="${escaped(link)}" style="color:#17694b">${text.open}</a></p>` : ''}
<p style="color:#66736c;font-size:12px">${escaped(text.footer(owner))}</p>
</div></body></html>`,
    pictures,
  }
}

type Language = 'zh-CN' | 'en'

function filtersText(filters: BoardFilters, language: Language, days: { from: string; to: string }): string {
  const text = words[language]
  const { range, segment, population, organisation } = filters
  const parts = [
    ...(range ? [`${text.period} ${days.from} – ${days.to}`] : []),
    ...(segment === undefined ? [] : [`${text.filters.segment} ${segment}`]),
    ...(population === undefined ? [] : [`${text.filters.population} ${text.byRule}`]),
    ...(organisation ? [`${text.filters.organisation} ${organisation}`] : []),
  ]
  return parts.join(' · ')
}

function ignoredText({ question }: WidgetAnswer, language: Language): string {
  const text = words[language]
  return question.ignored.length === 0
    ? ''
    : `${text.ignored}: ${question.ignored.map((name) => text.filters[name]).join(', ')}`
}

function widgetHtml(
  answer: WidgetAnswer,
  picture: string,
  sheets: readonly Sheet[],
  language: Language,
): string {
  const ignored = ignoredText(answer, language)
  const note = answer.kind === 'note'
  return `<div style="background:#fff;border:1px solid #dfe6e2;border-radius:6px;padding:12px 16px;margin:0 0 12px">
${note ? '' : `<h2 style="font-size:15px;margin:0 0 8px">${escaped(answer.question.title[language])}</h2>`}
${ignored === '' ? '' : `<p style="margin:0 0 8px;color:#66736c;font-size:12px">${escaped(ignored)}</p>`}
${picture}
${
  note
    ? sheets
        .flatMap(({ rows }) => rows.map(([line]) => `<p style="margin:0">${escaped(String(line ?? ''))}</p>`))
        .join('')
    : sheets
        .slice(0, 1)
        .map((sheet) => tableHtml(sheet, language))
        .join('')
}
</div>`
}

const cell = (tag: 'th' | 'td', content: string, unit: string): string =>
  `<${tag} style="padding:3px 8px;border-bottom:1px solid #dfe6e2;text-align:${unit === 'text' ? 'left' : 'right'};font-weight:${tag === 'th' ? 600 : 400}">${escaped(content)}</${tag}>`

/** A value as people read it in that language. */
const told = (value: string | number | null, unit: SheetUnit, language: Language): string =>
  typeof value === 'string' ? value : valueText(numberFormatsOf(language), unit, value)

function tableHtml({ columns, rows }: Sheet, language: Language): string {
  const text = words[language]
  if (rows.length === 0) return `<p style="color:#66736c">${text.nothing}</p>`
  const shown = columns.slice(0, mostColumns)
  const more = rows.length - mostRows
  return `<table style="border-collapse:collapse;font-size:12px;margin:8px 0 0"><thead><tr>${shown
    .map(({ name, unit }) => cell('th', name, unit))
    .join('')}</tr></thead><tbody>${rows
    .slice(0, mostRows)
    .map(
      (row) =>
        `<tr>${shown.map(({ unit }, i) => cell('td', told(row[i] ?? null, unit, language), unit)).join('')}</tr>`,
    )
    .join(
      '',
    )}</tbody></table>${more > 0 ? `<p style="color:#66736c;font-size:12px">${text.more(more)}</p>` : ''}`
}

function widgetLines(answer: WidgetAnswer, sheets: readonly Sheet[], language: Language): string[] {
  const [sheet] = sheets
  if (!sheet) return []
  const rows = sheet.rows
    .slice(0, mostRows)
    .map((row) => row.map((value, i) => told(value, sheet.columns[i]?.unit ?? 'text', language)).join('  '))
  if (answer.kind === 'note') return [...rows, '']
  return [`# ${sheet.title}`, sheet.columns.map(({ name }) => name).join('  '), ...rows, '']
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => escapes[sign] ?? sign)
