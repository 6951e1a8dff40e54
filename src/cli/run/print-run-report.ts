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
  printShares(report)
  printModels(report)
  printSegments(report)
  printJourneys(report)
  printEffects(report)
  const { aum, shares, models } = report
  if (aum.length + shares.length + models.filter(({ expected }) => expected !== null).length === 0) return
  console.log(
    report.asExpected ? '\n  Every number is as expected.' : '\n  SOME NUMBERS ARE NOT AS EXPECTED.',
  )
}

function printSegments({ segments, end }: RunReport): void {
  if (segments.length === 0) return
  title(`Segments on ${end.toISOString().slice(0, 10)}`)
  printTable(
    ['segment', 'customers'],
    segments.map(({ key, customers }) => [key, customers]),
  )
}

function printShares({ shares }: RunReport): void {
  if (shares.length === 0) return
  title('Shares')
  printTable(
    ['of', 'customers', 'true', 'share', 'expected', 'matches'],
    shares.map((line) => [
      line.of,
      line.customers,
      line.yes,
      `${decimal((100 * line.yes) / Math.max(1, line.customers), line.expected.percent.split('.')[1]?.length ?? 0)} %`,
      `${line.expected.percent} %`,
      line.matches ? 'yes' : 'NO',
    ]),
  )
}

function printModels({ models }: RunReport): void {
  if (models.length === 0) return
  title('Models, judged on the customers held out of their training')
  printTable(
    ['tag', 'outcome', 'features', 'columns', 'trained on', 'held out', 'AUC', 'at least', 'matches'],
    models.map((model) => [
      model.tag,
      model.outcome,
      model.features,
      model.columns,
      model.trainedOn,
      model.heldOut,
      decimal(model.auc, 4),
      model.expected === null ? '–' : decimal(model.expected, 2),
      model.matches ? 'yes' : 'NO',
    ]),
  )
}

function printAum({ aum, currency }: RunReport): void {
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
  if (journeys.length === 0) return
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
  if (effects.length === 0) return
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
