import { moveElement, verticalCompactor } from 'react-grid-layout/core'
import type { Widget } from '../../../../api/dashboards.ts'

export const gridColumns = 12
/** Pixels. */
export const rowHeight = 64
export const gap = 12

export type Place = Pick<Widget, 'x' | 'y' | 'w' | 'h'>
interface Placed extends Place {
  readonly i: string
}

export const layoutOf = (widgets: readonly Widget[]): Placed[] =>
  widgets.map(({ id, x, y, w, h }) => ({ i: id, x, y, w, h }))

/** The widgets where the layout has them; the same list while nothing moved. */
export function placed(widgets: Widget[], layout: readonly Placed[]): Widget[] {
  const places = new Map(layout.map((one) => [one.i, one]))
  const next = widgets.map((widget) => {
    const { x, y, w, h } = places.get(widget.id) ?? widget
    const stays = x === widget.x && y === widget.y && w === widget.w && h === widget.h
    return stays ? widget : { ...widget, x, y, w, h }
  })
  return next.every((widget, i) => widget === widgets[i]) ? widgets : next
}

const compact = (layout: readonly Placed[]): readonly Placed[] =>
  verticalCompactor.compact(layout, gridColumns)

/** The first free place for so large a widget, below everything that leaves no room. */
export function freePlace(widgets: readonly Place[], w: number, h: number): Place {
  const meets = (x: number, y: number) =>
    widgets.some((one) => one.x < x + w && x < one.x + one.w && one.y < y + h && y < one.y + one.h)
  const bottom = Math.max(0, ...widgets.map((one) => one.y + one.h))
  for (let y = 0; y < bottom; y++)
    for (let x = 0; x + w <= gridColumns; x++) if (!meets(x, y)) return { x, y, w, h }
  return { x: 0, y: bottom, w, h }
}

const farthest = 60

/** A widget one step further; down and up it changes places with whatever stands there. */
export function moved(widgets: Widget[], id: string, dx: number, dy: number): Widget[] {
  const from = widgets.find((one) => one.id === id)
  if (from === undefined) return widgets
  for (let step = 1; step <= (dy === 0 ? 1 : farthest); step++) {
    const x = Math.max(0, Math.min(gridColumns - from.w, from.x + dx))
    const y = Math.max(0, from.y + dy * step)
    const layout = layoutOf(widgets)
    const item = layout.find(({ i }) => i === id)
    if (item === undefined) return widgets
    const next = placed(
      widgets,
      compact(moveElement(layout, item, x, y, true, false, 'vertical', gridColumns)),
    )
    if (next.find((one) => one.id === id)?.y !== from.y || dy === 0) return next
  }
  return widgets
}

export function resized(widgets: Widget[], id: string, dw: number, dh: number): Widget[] {
  const grown = layoutOf(widgets).map((one) =>
    one.i === id
      ? {
          ...one,
          w: Math.max(2, Math.min(gridColumns - one.x, one.w + dw)),
          h: Math.max(2, Math.min(40, one.h + dh)),
        }
      : one,
  )
  const item = grown.find(({ i }) => i === id)
  if (item === undefined) return widgets
  return placed(
    widgets,
    compact(moveElement(grown, item, item.x, item.y, true, false, 'vertical', gridColumns)),
  )
}

/** Rows as the editor leaves them: nothing overlaps, and there are no gaps above. */
export const tidied = (widgets: Widget[]): Widget[] => placed(widgets, compact(layoutOf(widgets)))
