/** How well a customer is known, weakest first: the place in the list is `identity_evidence.level`. */
export const identityLevels = [
  'anonymous',
  'phone',
  'real_name',
  'card_bound',
  'class_2_3_account',
  'class_1_account',
] as const
export type IdentityLevel = (typeof identityLevels)[number]

/** Levels at or above this one as a number to compare `identity_evidence.level` with. */
export function levelRank(level: IdentityLevel): number {
  return identityLevels.indexOf(level)
}
