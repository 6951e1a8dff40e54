import { z } from 'zod'
import { plainText } from '../names.ts'
import { AppError } from '../../../platform/errors.ts'
import type { RuleCatalogue } from '../catalogue.ts'
import { unknownName } from '../nearest-names.ts'
import { defineLeafKind } from './leaf-kind.ts'

function membersOf(key: string, catalogue: RuleCatalogue): string {
  const segment = catalogue.segments.get(key)
  if (segment?.snapshot === null || segment === undefined) {
    throw new AppError('internal', `The rule was not checked: segment "${key}"`)
  }
  return `segment = ${segment.id} AND version = ${segment.snapshot}`
}

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
  compile: (leaf, { catalogue }) => ({
    kind: 'exists',
    table: 'segment_member',
    part: membersOf(leaf.segment, catalogue),
    filter: '',
    known: true,
  }),
  observe: (leaf, { catalogue }) => ({
    table: 'segment_member',
    where: membersOf(leaf.segment, catalogue),
    value: `'member'`,
  }),
  describe: (leaf, catalogue, language) => {
    const name = catalogue.segments.get(leaf.segment)?.name[language] ?? leaf.segment
    return language === 'en' ? `is in the segment "${name}"` : `属于客群「${name}」`
  },
  segments: (leaf) => [leaf.segment],
})
