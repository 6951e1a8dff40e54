import { z } from 'zod'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { defineCommand } from '../../../platform/clickhouse/define-query.ts'

const clicks = z.array(
  z.tuple([
    z.number(), // id of the click
    z.date(),
    z.number(), // customer
    z.number(), // journey
    z.number(), // tick
    z.string(), // node
    z.string(), // channel
    z.string(), // template
    z.number(), // version of the template
    z.string(), // target
    z.string(), // device
  ]),
)
export type StoredClick = z.output<typeof clicks>[number]
const tuple =
  'Array(Tuple(UInt64, DateTime64(3), UInt32, UInt32, UInt32, String, String, String, UInt32, String, String))'

/** The clicks with the touches they belong to. */
const clicked = `
  SELECT click.1 AS id, click.2 AS clicked_at, click.3 AS person, click.6 AS place, click.7 AS way, click.8 AS text,
         click.9 AS edition, click.10 AS target, click.11 AS device, known.touch AS touch, known.journey AS number,
         known.version AS journey_version
  FROM (SELECT arrayJoin({clicks:${tuple}}) AS click) AS arrived
  INNER JOIN (
    SELECT customer, journey, version, tick, node, channel, touch FROM touch
    WHERE customer IN (SELECT arrayJoin({clicks:${tuple}}).3)
      AND journey IN (SELECT arrayJoin({clicks:${tuple}}).4)
  ) AS known
  ON known.customer = click.3 AND known.journey = click.4 AND known.tick = click.5 AND known.node = click.6
     AND known.channel = click.7`

/** A receipt for each touch that was clicked; a repeated one replaces itself. */
export const storeClickReceipts = defineCommand({
  sql: `
    INSERT INTO touch_receipt (journey, touch, status, customer, at, provider, detail, version, node, channel)
    SELECT number, touch, 'clicked', person, min(clicked_at), 'link', any(target), journey_version, place, way
    FROM (${clicked})
    WHERE (number, touch) NOT IN (
      SELECT journey, touch FROM touch_receipt
      WHERE journey IN (SELECT arrayJoin({clicks:${tuple}}).4) AND status = 'clicked')
    GROUP BY number, touch, person, journey_version, place, way`,
  parameters: z.object({ clicks }),
})

/** An event for each click, once however often the same clicks come. */
export const storeClickEvents = defineCommand({
  sql: `
    INSERT INTO event (at, received, name, kind, customer, source, channel, session, message_id, properties, block)
    SELECT clicked_at, {now:DateTime64(3)}, '$touch_clicked', 'track', ${canonical('person')}, 0, way, '',
           concat('click:', toString(id)),
           CAST(map('journey', journey_key, 'node', place, 'channel', way, 'template', text, 'version', toString(edition),
                    'touch', toString(touch), 'target', target, 'device', device), 'Map(LowCardinality(String), String)'),
           {block:UInt64}
    FROM (
      SELECT *, transform(number, {journeys:Array(UInt32)}, {keys:Array(String)}, '') AS journey_key FROM (${clicked})
    )
    WHERE concat('click:', toString(id)) NOT IN (
      SELECT message_id FROM event
      WHERE name = '$touch_clicked' AND customer IN (SELECT ${canonical('arrayJoin({clicks:' + tuple + '}).3')}))`,
  parameters: z.object({
    clicks,
    now: z.date(),
    journeys: z.array(z.number()),
    keys: z.array(z.string()),
    block: z.string(),
  }),
})
