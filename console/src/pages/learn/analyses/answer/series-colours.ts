import { useMemo } from 'react'
import { drawingColours, useDark } from '../../../../app/theme.ts'

const more = { light: ['#3f8f8a', '#c2603d', '#6b7f2a'], dark: ['#6cc4be', '#ee9a7c', '#b3c765'] }

/** Colours of the series of a drawing: first that of the stage, then those of the others. */
export function useSeriesColours() {
  const dark = useDark()
  return useMemo(() => {
    const colours = drawingColours(dark)
    const { learn, collect, engage, decide, understand } = colours.stage
    const palette = [learn, collect, engage, decide, understand, ...(dark ? more.dark : more.light)]
    return {
      ...colours,
      dark,
      /** Stays the same for the same place in the list. */
      of: (index: number) => palette[index % palette.length] ?? learn,
    }
  }, [dark])
}
