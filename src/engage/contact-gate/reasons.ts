/** Why a contact is not made, or waits, in the order in which the gate asks. */
export const gateReasons = [
  'suppression_list',
  'opted_out',
  'no_consent',
  'personalization',
  'global_holdout',
  'no_contact_point',
  'unsuitable',
  'quiet_hours',
  'cap',
  'spacing',
  'priority',
  'volume',
] as const
/** Why a touch was not made: what the gate said, or that its journey was cancelled while it waited. */
export const touchReasons = [...gateReasons, 'cancelled'] as const
export type GateReason = (typeof gateReasons)[number]
