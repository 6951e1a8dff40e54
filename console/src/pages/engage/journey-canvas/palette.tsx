import { useTranslation } from 'react-i18next'
import { nodeGroups, type NodeType } from './model/graph.ts'
import { NodeIcon } from './node-icon.tsx'

export const draggedType = 'application/x-banyan-step'

/** Every kind of step: dragged onto the canvas, or put behind the chosen card with a click or Enter. */
export function Palette({ onAdd }: { onAdd: (type: NodeType) => void }) {
  const { t } = useTranslation()
  return (
    <nav className="bn-palette" aria-label={t('journeys.steps')}>
      {nodeGroups.map(({ group, types }) => (
        <section key={group}>
          <h3>{t(`journeys.groups.${group}`)}</h3>
          {types.map((type) => (
            <button
              key={type}
              type="button"
              draggable
              title={`${t(`journeys.types.${type}`)}: ${t(`journeys.typeHelp.${type}`)}`}
              aria-label={t(`journeys.types.${type}`)}
              data-testid={`palette-${type}`}
              onDragStart={(event) => {
                event.dataTransfer.setData(draggedType, type)
                event.dataTransfer.effectAllowed = 'copy'
              }}
              onClick={() => onAdd(type)}
            >
              <NodeIcon type={type} />
              {t(`journeys.types.${type}`)}
            </button>
          ))}
        </section>
      ))}
    </nav>
  )
}
