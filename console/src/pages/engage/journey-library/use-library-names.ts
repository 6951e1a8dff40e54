import { useMemo } from 'react'
import type { LibraryJourney } from '../../../api/journey-library.ts'
import { useFormats } from '../../../app/format.ts'
import { type JourneyNames, useJourneyNames } from '../journey-canvas/journey-names.ts'

/** Names as anywhere, and those of the segments and templates that a ready journey would bring. */
export function useLibraryNames({ segments, templates }: LibraryJourney): JourneyNames {
  const format = useFormats()
  const names = useJourneyNames()
  return useMemo(() => {
    const brought = { segment: segments, template: templates }
    return {
      ...names,
      name: (kind, key) => {
        const ours = names.name(kind, key)
        if (ours !== key || (kind !== 'segment' && kind !== 'template')) return ours
        const part = brought[kind].find((one) => one.key === key)
        return part === undefined ? key : format.name(part.name)
      },
    }
  }, [names, segments, templates, format])
}
