import { Input, type InputRef } from 'antd'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { nodeGroups, type NodeType } from './model/graph.ts'
import { NodeIcon } from './node-icon.tsx'

interface Properties {
  /** Where in the window it opens. */
  readonly at: { readonly x: number; readonly y: number }
  readonly onPick: (type: NodeType) => void
  readonly onClose: () => void
}

const all: readonly NodeType[] = nodeGroups.flatMap(({ types }): readonly NodeType[] => types)

/** Asks which step comes next, where it was asked for. */
export function AddMenu({ at, onPick, onClose }: Properties) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const [active, setActive] = useState(0)
  const input = useRef<InputRef>(null)
  const menu = useRef<HTMLDivElement>(null)
  const words = search.trim().toLowerCase()
  const found = all.filter((type) =>
    `${t(`journeys.types.${type}`)} ${t(`journeys.typeHelp.${type}`)} ${type}`.toLowerCase().includes(words),
  )
  useEffect(() => {
    input.current?.focus()
    const onPointerDown = (event: PointerEvent) => {
      if (event.target instanceof Node && menu.current?.contains(event.target) === false) onClose()
    }
    window.addEventListener('pointerdown', onPointerDown, true)
    return () => window.removeEventListener('pointerdown', onPointerDown, true)
  }, [onClose])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const picked = found[active]
    if (step !== undefined) setActive((active + step + found.length) % Math.max(1, found.length))
    else if (event.key === 'Enter' && picked !== undefined) onPick(picked)
    else if (event.key === 'Escape') onClose()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const left = Math.min(at.x, window.innerWidth - 300)
  const top = Math.max(8, Math.min(at.y - 24, window.innerHeight - 420))
  return (
    <div
      ref={menu}
      className="bn-add-menu nowheel"
      style={{ left, top }}
      role="dialog"
      aria-label={t('journeys.addNext')}
      onKeyDown={onKeyDown}
    >
      <Input
        ref={input}
        role="combobox"
        aria-expanded
        aria-controls="bn-add-menu-list"
        aria-label={t('journeys.searchSteps')}
        placeholder={t('journeys.searchSteps')}
        value={search}
        onChange={(event) => {
          setSearch(event.target.value)
          setActive(0)
        }}
      />
      <div id="bn-add-menu-list" role="listbox" aria-label={t('journeys.steps')}>
        {found.map((type, place) => (
          <button
            key={type}
            type="button"
            role="option"
            aria-selected={place === active}
            tabIndex={-1}
            onMouseEnter={() => setActive(place)}
            onClick={() => onPick(type)}
          >
            <NodeIcon type={type} />
            <span>
              <b>{t(`journeys.types.${type}`)}</b>
              <small>{t(`journeys.typeHelp.${type}`)}</small>
            </span>
          </button>
        ))}
        {found.length === 0 && <p className="bn-quiet">{t('journeys.noStep')}</p>}
      </div>
    </div>
  )
}
