/** Why a contact is not made, or waits, in the order in which the gate asks. */
export const gateReasons = [
  'suppression_list',
  'opted_out',
  'no_consent',
  'personalization',
  'no_contact_point',
  'unsuitable',
  'quiet_hours',
  'cap',
  'spacing',
  'priority',
  'volume',
] as const
export type GateReason = (typeof gateReasons)[number]
