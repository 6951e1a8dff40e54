import { z } from 'zod'
import { plainText } from '../names.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { AppError } from '../../../platform/errors.ts'
import { unknownName } from '../nearest-names.ts'
import { defineLeafKind } from './leaf-kind.ts'

/** `{ segment: 'wealth' }` – members of the segment's latest committed snapshot. */
export const segmentLeaf = defineLeafKind({
  schema: z.strictObject({ segment: plainText(64) }),
  check: (leaf, catalogue) => {
    const segment = catalogue.segments.get(leaf.segment)
    if (!segment) {
      return [{ path: '/segment', message: unknownName('segment', leaf.segment, catalogue.segments.keys()) }]
    }
    return segment.snapshot === null
      ? [
          {
            path: '/segment',
            message: `the segment "${leaf.segment}" has no snapshot yet: take one first`,
            waits: true,
          },
        ]
      : []
  },
  compile: (leaf, { catalogue }) => {
    const segment = catalogue.segments.get(leaf.segment)
    if (segment?.snapshot === null || segment === undefined) {
      throw new AppError('internal', `The rule was not checked: segment "${leaf.segment}"`)
    }
    return {
      kind: 'set',
      select: `SELECT groupBitmapState(${canonical('customer')}) FROM segment_member WHERE segment = ${segment.id} AND version = ${segment.snapshot}`,
      known: true,
    }
  },
  describe: (leaf, catalogue, language) => {
    const name = catalogue.segments.get(leaf.segment)?.name[language] ?? leaf.segment
    return language === 'en' ? `is in the segment "${name}"` : `属于客群「${name}」`
  },
  segments: (leaf) => [leaf.segment],
})
