import { CopyOutlined, DeleteOutlined, HolderOutlined, SettingOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Widget } from '../../../../api/dashboards.ts'
import type { BoardStore } from './board-store.ts'
import { freePlace, moved, resized, tidied } from './place-widgets.ts'

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** Moves (arrow keys), resizes (with Shift), changes, doubles and removes a widget. */
export function WidgetTools(props: { store: BoardStore; widget: Widget; onSettings: () => void }) {
  const { t } = useTranslation()
  const { store, widget, onSettings } = props
  const change = (next: (widgets: Widget[]) => Widget[]) =>
    store.getState().apply((before) => {
      const widgets = next(before.widgets)
      return widgets === before.widgets ? before : { ...before, widgets }
    })
  return (
    <span className="bn-widget-tools">
      <Button
        type="text"
        size="small"
        className="bn-widget-handle"
        icon={<HolderOutlined />}
        aria-label={t('dashboards.move')}
        title={t('dashboards.moveHelp')}
        onKeyDown={(event) => {
          const step = steps[event.key]
          if (step === undefined) return
          event.preventDefault()
          const [dx, dy] = step
          change((widgets) =>
            event.shiftKey ? resized(widgets, widget.id, dx, dy) : moved(widgets, widget.id, dx, dy),
          )
        }}
      />
      <Button
        type="text"
        size="small"
        icon={<SettingOutlined />}
        aria-label={t('dashboards.settings')}
        title={t('dashboards.settings')}
        onClick={onSettings}
      />
      <Button
        type="text"
        size="small"
        icon={<CopyOutlined />}
        aria-label={t('dashboards.double')}
        title={t('dashboards.double')}
        onClick={() =>
          change((widgets) => [
            ...widgets,
            { ...widget, id: crypto.randomUUID().slice(0, 8), ...freePlace(widgets, widget.w, widget.h) },
          ])
        }
      />
      <Button
        type="text"
        size="small"
        danger
        icon={<DeleteOutlined />}
        aria-label={t('dashboards.remove')}
        title={t('dashboards.remove')}
        onClick={() => change((widgets) => tidied(widgets.filter(({ id }) => id !== widget.id)))}
      />
    </span>
  )
}
