import GridLayout, { type Layout, useContainerWidth } from 'react-grid-layout'
import 'react-grid-layout/css/styles.css'
import type { Widget } from '../../../../api/dashboards.ts'
import type { BoardQuestions } from '../use-questions.ts'
import { WidgetCard } from '../widgets/widget-card.tsx'
import type { BoardStore } from './board-store.ts'
import { gap, gridColumns, layoutOf, placed, rowHeight } from './place-widgets.ts'
import { WidgetTools } from './widget-tools.tsx'

interface Properties {
  readonly store: BoardStore
  readonly widgets: Widget[]
  readonly asked: BoardQuestions
  /** Opens the settings of a widget. */
  readonly onChange: (widget: string) => void
}

/** Widgets are dragged by their handles and resized at their corners; arrow keys on a handle do the same. */
export function EditedGrid({ store, widgets, asked, onChange }: Properties) {
  const { width, containerRef, mounted } = useContainerWidth()
  const keep = (layout: Layout) => {
    store.getState().apply((before) => {
      const next = placed(before.widgets, layout)
      return next === before.widgets ? before : { ...before, widgets: next }
    })
  }
  return (
    <div ref={containerRef} className="bn-board-edit">
      {mounted && (
        <GridLayout
          width={width}
          layout={layoutOf(widgets)}
          gridConfig={{
            cols: gridColumns,
            rowHeight,
            margin: [gap, gap],
            containerPadding: [gap, 0],
            maxRows: 2000,
          }}
          dragConfig={{ enabled: true, handle: '.bn-widget-handle' }}
          resizeConfig={{ enabled: true, handles: ['se'] }}
          onDragStop={keep}
          onResizeStop={keep}
        >
          {widgets.map((widget) => (
            <div key={widget.id}>
              <WidgetCard
                widget={widget}
                question={asked.of(widget.id)}
                error={asked.error}
                again={asked.again}
                tools={<WidgetTools store={store} widget={widget} onSettings={() => onChange(widget.id)} />}
              />
            </div>
          ))}
        </GridLayout>
      )}
    </div>
  )
}
