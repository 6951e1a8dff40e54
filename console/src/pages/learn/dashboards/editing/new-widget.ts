import type { Widget, WidgetContent } from '../../../../api/dashboards.ts'
import { freePlace } from './place-widgets.ts'

const sizes = { number: [3, 2], series: [6, 4], ranking: [4, 5], note: [4, 2], analysis: [6, 5] } as const

function sizeOf(content: WidgetContent): readonly [number, number] {
  switch (content.kind) {
    case 'metric':
      return sizes[content.shown.show]
    case 'note':
      return sizes.note
    default:
      return content.picture === 'number' ? sizes.number : sizes.analysis
  }
}

/** A widget at the first free place of the board. */
export function newWidget(
  widgets: readonly Widget[],
  content: WidgetContent,
  title?: Widget['title'],
): Widget {
  const [w, h] = sizeOf(content)
  return {
    id: crypto.randomUUID().slice(0, 8),
    ...freePlace(widgets, w, h),
    ...(title === undefined ? {} : { title }),
    content,
    ignores: [],
  }
}
