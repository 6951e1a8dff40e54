import type { CSSProperties } from 'react'
import type { BoardQuestions } from './use-questions.ts'
import type { Widget } from '../../../api/dashboards.ts'
import { WidgetCard } from './widgets/widget-card.tsx'

/** The board as readers see it; narrow windows show one widget below the other. */
export function BoardView({ widgets, asked }: { widgets: readonly Widget[]; asked: BoardQuestions }) {
  return (
    <div className="bn-board">
      {widgets
        .toSorted((a, b) => a.y - b.y || a.x - b.x)
        .map((widget) => (
          <div key={widget.id} className="bn-board-place" style={placeOf(widget)}>
            <WidgetCard
              widget={widget}
              question={asked.of(widget.id)}
              error={asked.error}
              again={asked.again}
            />
          </div>
        ))}
    </div>
  )
}

const placeOf = ({ x, y, w, h }: Widget) => ({ '--x': x, '--y': y, '--w': w, '--h': h }) as CSSProperties
