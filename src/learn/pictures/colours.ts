/** One hue a stage, the same wherever the stage appears. */
export const stageColours = {
  light: {
    collect: '#2878ad',
    understand: '#5f63bd',
    decide: '#b27a1b',
    engage: '#1b7d57',
    learn: '#a8517a',
    govern: '#5d6b64',
  },
  dark: {
    collect: '#62aede',
    understand: '#9a9df0',
    decide: '#dcae5a',
    engage: '#55bd91',
    learn: '#dd8db2',
    govern: '#9aa8a1',
  },
} as const

/** Colours for drawings. */
export function drawingColours(dark: boolean) {
  return dark
    ? {
        stage: stageColours.dark,
        text: '#e3ebe6',
        quiet: '#8fa097',
        line: '#2b3631',
        surface: '#17201c',
        accent: '#4cb88a',
        bad: '#e5766d',
      }
    : {
        stage: stageColours.light,
        text: '#1a2420',
        quiet: '#66736c',
        line: '#dfe6e2',
        surface: '#ffffff',
        accent: '#17694b',
        bad: '#c0392f',
      }
}

export const fontFamily =
  '"Inter", "Helvetica Neue", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", system-ui, sans-serif'

const more = { light: ['#3f8f8a', '#c2603d', '#6b7f2a'], dark: ['#6cc4be', '#ee9a7c', '#b3c765'] }

/** Colours of the series of a drawing: first that of the stage, then those of the others. */
export function seriesColours(dark: boolean) {
  const colours = drawingColours(dark)
  const { learn, collect, engage, decide, understand } = colours.stage
  const palette = [learn, collect, engage, decide, understand, ...(dark ? more.dark : more.light)]
  return {
    ...colours,
    dark,
    /** Stays the same for the same place in the list. */
    of: (index: number) => palette[index % palette.length] ?? learn,
  }
}
export type SeriesColours = ReturnType<typeof seriesColours>

/** How deep the colour of a share is, 0 … 100: small shares can still be told apart. */
export const depthOf = (share: number) => Math.round(100 * Math.min(1, Math.max(0, share)) ** 0.7)
/** From this depth on a text on the colour takes the colour of the ground. */
export const deep = 55
