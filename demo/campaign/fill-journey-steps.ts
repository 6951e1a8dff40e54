import { z } from 'zod'
import { defineCommand } from '../../src/platform/clickhouse/define-query.ts'
import { planted } from '../planted.ts'
import { holdoutNode, messageNode } from './campaign-graph.ts'
import { campaignStart } from './fill-campaign.ts'

const { windowDays } = planted.campaign

export const ofJourney = z.object({ journey: z.number().int(), asOf: z.iso.date(), seed: z.number().int() })

/** Ticks that everybody takes: enter, hold out or offer, offer made, on to the goal. */
export const enterTick = 1
export const holdoutTick = 2
export const messageTick = 3
export const goalTick = 4

/**
 * The ticks of the finished journey, as its engine would have written them: four at the beginning, then one on every
 * evening that somebody had converted by, and a last one that lets the others go.
 */
export const fillJourneySteps = defineCommand({
  sql: `
INSERT INTO journey_step (journey, version, tick, node, origin, customer, at, wake, passage, ended)
WITH
  ${campaignStart} AS started,
  started + INTERVAL 1 DAY AS rested,
  started + INTERVAL ${windowDays} DAY AS finished,
  -- evenings on which somebody had converted, numbered on from the fourth tick
  (
    SELECT arraySort(groupUniqArray(dateDiff('day', toDate(started, 'Asia/Shanghai'), toDate(converted_at, 'Asia/Shanghai'))))
    FROM demo_campaign WHERE converted AND NOT held_out
  ) AS evenings
SELECT {journey:UInt32}, 1, step.1 AS tick, step.2 AS node, step.3 AS origin, customer, step.4 AS at, step.5 AS wake,
  ${enterTick} AS passage, node IN ('$holdout', '$goal', 'done') AS ended
FROM
(
  SELECT
    customer,
    dateDiff('day', toDate(started, 'Asia/Shanghai'), toDate(converted_at, 'Asia/Shanghai')) AS evening,
    arrayJoin(arrayConcat(
      [(${enterTick}, '${holdoutNode}', '', started, started)],
      if(held_out,
        [(${holdoutTick}, '$holdout', '${holdoutNode}', started, started)],
        [
          (${holdoutTick}, '${messageNode}', '${holdoutNode}', started, started),
          (${messageTick}, 'rest', '${messageNode}', started, rested),
          (${goalTick}, 'opens', 'rest', rested, finished),
          if(converted,
            (${goalTick} + indexOf(evenings, evening), '$goal', 'opens', started + toIntervalDay(evening) + INTERVAL 12 HOUR,
              started + toIntervalDay(evening) + INTERVAL 12 HOUR),
            (${goalTick} + length(evenings) + 1, 'done', 'opens', finished, finished))
        ]))) AS step
  FROM demo_campaign
)`,
  parameters: ofJourney,
  options: { pool: 'long' },
})
