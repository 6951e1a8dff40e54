import { chance, hash, integer, uniform, weighted } from '../draw.ts'
import { usesMiniProgram } from '../people/reach.ts'
import { planted } from '../planted.ts'
import { defineFill, profilesOfSlice } from '../slice.ts'
import { scriptProduct, scriptSteps } from './script-sql.ts'
import { digitalScripts } from './session-scripts.ts'

const { funnel } = planted
const released = `addDays({asOf:Date32}, -${funnel.releasedDaysBefore})`

/** How many visits in ninety days: a tenth of customers is on the mobile bank all the time, most are now and then. */
const digitalVisits = `multiIf(
          mobile = 'heavy', ${integer(11, 27, 'visits', 'position')},
          mobile = 'regular', ${integer(3, 8, 'visits', 'position')},
          mobile = 'rare', ${integer(1, 2, 'visits', 'position')}, 0)`
const branchVisits = `if(${chance('if(age >= 55, 0.4, 0.16)', 'goes to the branch', 'position')}, ${integer(1, 3, 'branch visits', 'position')}, 0)`

const drawnScript = weighted(
  digitalScripts.map((script) => [script.key, script.weight] as const),
  'script',
  'position',
  'visit',
)

/** Visits cluster before noon and in the evening; a branch is open from nine to five. */
const startSecond = `toInt64(if(script = 'branch',
        32400 + 28800 * ${uniform('start', 'position', 'visit')},
        multiIf(
          ${uniform('part of day', 'position', 'visit')} < 0.35, 28800 + 14400 * ${uniform('start', 'position', 'visit')},
          ${uniform('part of day', 'position', 'visit')} < 0.8, 66600 + 16200 * ${uniform('start', 'position', 'visit')},
          25200 + 57600 * ${uniform('start', 'position', 'visit')})))`

/**
 * Ninety days of behaviour: visits, each one a script that is left somewhere on the way. A visit is one row until the
 * last SELECT joins it with the steps it got to.
 */
export const fillSessions = defineFill(`
INSERT INTO event (at, received, name, kind, customer, source, channel, session, message_id, properties)
SELECT
  -- each step comes after the one before it
  addSeconds(started, toInt64(step * pace + ${hash('hesitates', 'position', 'visit', 'step')} % pace)) AS at,
  addMilliseconds(at, 300 + ${hash('transport', 'position', 'visit', 'step')} % 4000) AS received,
  multiIf(
    event = '$open', transform(channel, ['app', 'mini_program'], ['$AppStart', '$MPLaunch'], '$pageview'),
    event = '', transform(channel, ['app', 'mini_program'], ['$AppViewScreen', '$MPViewScreen'], '$pageview'),
    event) AS name,
  multiIf(event != '', 'track', channel = 'web', 'page', 'screen') AS kind,
  customer,
  transform(channel, ['app', 'web', 'mini_program'], [{appSource:UInt32}, {webSource:UInt32}, {miniProgramSource:UInt32}], {branchSource:UInt32}) AS source,
  channel,
  lower(hex(${hash('session', 'position', 'visit')})) AS session,
  concat('demo-', session, '-', toString(step)) AS message_id,
  mapFilter((name, value) -> value != '', map(
    'page', page,
    'app_version', version,
    'os', if(channel = 'branch', '', system),
    'product', if(detail = '', '', product),
    'amount', if(detail = 'amount', toString(amount), ''),
    'branch', if(channel = 'branch', branch, '')
  )) AS properties
FROM
(
  SELECT
    *,
    addSeconds(toDateTime64(day, 3, 'Asia/Shanghai'), ${startSecond}) AS started,
    -- the new version spreads over three weeks from its release
    multiIf(channel != 'app', '',
      ${chance(`0.35 + 0.5 * dateDiff('day', ${released}, day) / ${funnel.releasedDaysBefore}`, 'updates app', 'position')} AND day >= ${released},
      '${funnel.brokenVersion}', '${funnel.olderVersion}') AS version,
    version = '${funnel.brokenVersion}' AS broken,
    ${uniform('how far', 'position', 'visit')} AS depth,
    8 + ${hash('pace', 'position', 'visit')} % 50 AS pace,
    ${scriptProduct(hash('product looked at', 'position', 'visit'))} AS product,
    toInt64(ceil(20 * exp(1.1 * ${uniform('amount 1', 'position', 'visit')} + 3 * ${uniform('amount 2', 'position', 'visit')}))) * 10 AS amount
  FROM
  (
    SELECT
      *,
      multiIf(
        visit >= digital_visits, 'branch',
        -- pay is looked at by those who are paid
        ${drawnScript} = 'salary' AND persona NOT IN ('payroll', 'pension'), 'balance',
        ${drawnScript}) AS script,
      multiIf(
        script = 'branch', 'branch',
        mini AND ${chance(0.3, 'by mini program', 'position', 'visit')}, 'mini_program',
        ${chance(0.09, 'by web', 'position', 'visit')}, 'web', 'app') AS channel,
      -- leaving customers come less and less
      toInt32(floor(90 * pow(${uniform('day', 'position', 'visit')}, if(loss > 0, 1.8, 1)))) AS days_in,
      addDays({asOf:Date32}, days_in - 90) AS any_day,
      addDays(toStartOfMonth(any_day), payday - 1 + ${hash('looks at pay', 'position', 'visit')} % 2) AS pay_day,
      -- the salary page is visited on payday and the day after
      if(script = 'salary' AND pay_day < {asOf:Date32} AND pay_day >= addDays({asOf:Date32}, -90), pay_day, any_day) AS day
    FROM
    (
      SELECT
        position, customer, persona, branch, opened, loss, payday, system, age, mobile,
        ${usesMiniProgram} AS mini,
        ${digitalVisits} AS digital_visits,
        arrayJoin(range(toUInt64(digital_visits + ${branchVisits}))) AS visit
      FROM ${profilesOfSlice}
    )
  )
  WHERE day >= opened
) AS visits
INNER JOIN ${scriptSteps} AS steps USING script
WHERE depth < if(broken, broken_reach, reach)`)
