import { drawingColours, fontFamily } from './colours.ts'

/** The theme of every drawing by ECharts. */
export function chartTheme(dark: boolean) {
  const colours = drawingColours(dark)
  const axis = {
    axisLine: { lineStyle: { color: colours.line } },
    axisLabel: { color: colours.quiet, fontSize: 11 },
    splitLine: { lineStyle: { color: colours.line } },
    nameTextStyle: { color: colours.quiet },
  }
  return {
    backgroundColor: 'transparent',
    textStyle: { color: colours.text, fontFamily },
    categoryAxis: axis,
    valueAxis: axis,
    timeAxis: axis,
    legend: { textStyle: { color: colours.quiet } },
    tooltip: {
      backgroundColor: colours.surface,
      borderColor: colours.line,
      textStyle: { color: colours.text, fontSize: 12 },
    },
  }
}
