import type { EffectReport } from '../../learn/effects/index.ts'
import { printImport } from '../import-command.ts'
import { printTable } from '../print-table.ts'
import type { RunReport } from './run-example.ts'

const title = (text: string): void => console.log(`\n${text}\n`)

/** `36575946.10` → `36,575,946.10`, without passing through a double. */
const grouped = (amount: string): string => amount.replaceAll(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',')

const decimal = (value: number | null, digits = 2): string =>
  value === null
    ? '–'
    : value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })

const percent = (share: number): string => `${decimal(share * 100, 1)} %`

/** The whole report of a run, on the terminal. */
export function printRunReport(report: RunReport): void {
  printImport(report.imported)
  printAum(report)
  printTags(report)
  title(`Segments on ${report.end.toISOString().slice(0, 10)}`)
  printTable(
    ['segment', 'customers'],
    report.segments.map(({ key, customers }) => [key, customers]),
  )
  printJourneys(report)
  printEffects(report)
}

function printAum({ aum, currency, asExpected }: RunReport): void {
  if (aum.length === 0) return
  title(`Assets under management, ${currency}`)
  printTable(
    ['date', 'AUM', 'expected', 'accounts', 'expected', 'matches'],
    aum.map((line) => [
      line.date,
      grouped(line.amount),
      grouped(line.expected.amount),
      line.accounts,
      line.expected.accounts,
      line.matches ? 'yes' : 'NO',
    ]),
  )
  console.log(asExpected ? '\n  Every number is as expected.' : '\n  SOME NUMBERS ARE NOT AS EXPECTED.')
}

function printTags({ tags }: RunReport): void {
  title('Tags')
  printTable(
    ['tag', 'unit', 'customers', 'coverage', 'min', 'average', 'max'],
    tags.map((tag) => {
      const digits = tag.type === 'number' ? 2 : 3
      const flag = tag.type === 'boolean'
      return [
        tag.key,
        tag.unit,
        tag.customers,
        percent(tag.coverage),
        flag ? '–' : decimal(tag.min, digits),
        flag && tag.average !== null ? percent(tag.average) : decimal(tag.average, digits),
        flag ? '–' : decimal(tag.max, digits),
      ]
    }),
  )
}

function printJourneys({ journeys, ticks }: RunReport): void {
  title(`Journeys, after ${ticks} turns of the loop`)
  printTable(
    ['journey', 'node', 'passed', 'standing'],
    journeys.flatMap((journey) =>
      journey.nodes
        .toSorted((a, b) => (a.node < b.node ? -1 : 1))
        .map(({ node, passed, standing }) => [journey.key, node, passed, standing]),
    ),
  )
  for (const { key, touches } of journeys) {
    const suppressed = Object.entries(touches.suppressed).map(([reason, count]) => `${reason} ${count}`)
    console.log(`\n  ${key}: ${touches.queued} messages; suppressed: ${suppressed.join(', ') || 'none'}`)
  }
}

function printEffects({ effects, currency }: RunReport): void {
  title('Effects, by intention to treat')
  printTable(
    [
      'journey',
      'side',
      'assigned',
      'contacted',
      'delivered',
      'opened',
      'converted',
      'rate',
      `ΔAUM each, ${currency}`,
    ],
    effects.flatMap((effect) =>
      (
        [
          ['treated', effect.treated],
          ['holdout', effect.holdout],
        ] as const
      ).flatMap(([side, arm]) =>
        arm === null
          ? []
          : [
              [
                effect.journey,
                side,
                arm.customers,
                arm.contacted,
                arm.delivered,
                arm.opened,
                arm.converted,
                percent(arm.customers === 0 ? 0 : arm.converted / arm.customers),
                decimal(arm.aumChange),
              ],
            ],
      ),
    ),
  )
  for (const effect of effects) printDifference(effect, currency)
}

function printDifference(
  { journey, windowDays, conversion, aum, sampleRatio, complete }: EffectReport,
  currency: string,
): void {
  console.log(
    `\n  ${journey}, within ${windowDays} days of assignment${complete ? '' : ' (not everyone’s time is over yet)'}`,
  )
  if (conversion) {
    const { difference, low, high, p } = conversion
    console.log(
      `    conversion: ${decimal(difference * 100)} points, 95 % between ${decimal(low * 100)} and ${decimal(high * 100)} (p = ${decimal(p, 3)})`,
    )
  }
  if (aum) {
    const { difference, low, high, p } = aum
    console.log(
      `    ΔAUM a customer: ${decimal(difference)} ${currency}, 95 % between ${decimal(low)} and ${decimal(high)} (p = ${decimal(p, 3)})`,
    )
  }
  if (sampleRatio?.suspicious)
    console.log('    The sizes of the two sides are suspicious: do not trust the comparison.')
}
