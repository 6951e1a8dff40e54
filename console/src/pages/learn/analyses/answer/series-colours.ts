import { useMemo } from 'react'
import { seriesColours } from '#pictures'
import { useDark } from '../../../../app/theme.ts'

export function useSeriesColours() {
  const dark = useDark()
  return useMemo(() => seriesColours(dark), [dark])
}
