import type { OwnTables } from '../../../platform/scratch/open-scratch.ts'

/**
 * What a journey writes while it runs, and the tables that its rehearsal starts from. A tick that writes anything else
 * fails in a rehearsal, so that a table that is missing here cannot be written for real.
 */
export const ownTables: { readonly postgres: OwnTables; readonly clickhouse: OwnTables } = {
  postgres: {
    journey: 'rows',
    journey_version: 'rows',
    journey_tick: 'empty',
    journey_cohort: 'empty',
    journey_occupancy: 'empty',
    journey_entry_request: 'empty',
    dispatch: 'empty',
    touch_hold: 'empty',
    segment: 'rows',
    segment_snapshot: 'rows',
    channel_route: 'rows',
    channel_route_state: 'empty',
    channel_volume: 'rows',
    link: 'empty',
    drained_block: 'rows',
    audit: 'empty',
  },
  clickhouse: {
    journey_step: 'rows',
    journey_passage: 'rows',
    touch: 'rows',
    touch_receipt: 'rows',
    touch_message: 'empty',
    segment_member: 'rows',
    benefit_request: 'empty',
    lead: 'empty',
    journey_tag_value: 'empty',
    journey_webhook_call: 'empty',
    event: 'rows',
  },
}
