import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { EChartsOption } from 'echarts/types/dist/shared'
import { chartTheme, fontFamily as screenFonts } from '#pictures'

const require = createRequire(import.meta.url)
/** Chinese and Latin; drawn texts look the same on every machine, whatever fonts it has. */
const fontFile = join(require.resolve('@embedpdf/fonts-sc'), '../../fonts/NotoSansHans-Regular.otf')
const fontFamily = 'Noto Sans S Chinese'
/** Pixels of the picture for each of the drawing: sharp on screens of today. */
const zoom = 2

/**
 * A drawing of ECharts as a PNG on white. The libraries are loaded when they are first needed: most processes never draw.
 * @param size in the drawing's own pixels
 */
export async function drawPng(
  option: EChartsOption,
  size: { readonly width: number; readonly height: number },
): Promise<Buffer> {
  const [{ init }, { renderAsync }] = await Promise.all([import('echarts'), import('@resvg/resvg-js')])
  const chart = init(null, chartTheme(false), { renderer: 'svg', ssr: true, ...size })
  try {
    chart.setOption({ ...option, animation: false, backgroundColor: '#ffffff' })
    // ECharts writes the names of fonts with their quotes into attributes.
    const svg = chart.renderToSVGString().replaceAll(screenFonts, 'sans-serif')
    // Beside the thread that answers everybody else.
    const picture = await renderAsync(svg, {
      font: {
        loadSystemFonts: false,
        fontFiles: [fontFile],
        defaultFontFamily: fontFamily,
        sansSerifFamily: fontFamily,
      },
      fitTo: { mode: 'zoom', value: zoom },
    })
    return picture.asPng()
  } finally {
    chart.dispose()
  }
}
