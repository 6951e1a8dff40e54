import { chance, integer } from '../draw.ts'
import { defineFill, profilesOfSlice } from '../slice.ts'

/** Who must not be contacted: open complaints, the bank's own staff, hardship, and people who said stop to SMS. */
export const fillSuppressions = defineFill(`
INSERT INTO suppression (customer, reason, channel, active, until, at)
SELECT
  customer, entry.1, entry.2, 1,
  if(entry.1 = 'complaint', toDateTime64(addDays({asOf:Date32}, 30), 3, 'Asia/Shanghai'), NULL),
  toDateTime64(greatest(opened, addDays({asOf:Date32}, -${integer(1, 200, 'suppressed', 'position')})), 3, 'Asia/Shanghai')
FROM
(
  SELECT
    position, customer, opened,
    arrayJoin(arrayFilter(entry -> entry.3, [
      ('complaint', '', ${chance(0.006, 'complaint', 'position')}),
      ('staff', '', ${chance(0.008, 'staff', 'position')}),
      ('hardship', '', ${chance(0.002, 'hardship', 'position')}),
      ('opted_out', 'sms', ${chance(0.03, 'opted out', 'position')})
    ])) AS entry
  FROM ${profilesOfSlice}
)`)
