/** Why a row of a file was not imported. */
export const rejectionReasons = [
  'malformed_line',
  'missing_value',
  'unparsable_date',
  'not_a_number',
  'inexact_amount',
  'unmapped_value',
  'duplicate_key',
  'unknown_customer',
  'unknown_account',
] as const
export type RejectionReason = (typeof rejectionReasons)[number]

/** What an operator should know about each reason. */
export const reasonHelp: Readonly<Record<RejectionReason, string>> = {
  malformed_line:
    'the line has another number of fields than the header, broken quotes, or is not valid JSON',
  missing_value: 'a field that must be filled is empty',
  unparsable_date: 'the text is not a date in the given format',
  not_a_number: 'the text is not a number',
  inexact_amount:
    'the amount has more digits than money can hold exactly (two decimals, 16 before the point)',
  unmapped_value: 'the value is not in the plan’s map, or not one of the allowed values',
  duplicate_key: 'an earlier row has the same key',
  unknown_customer: 'no customer has this number',
  unknown_account: 'no holding has this key',
}
