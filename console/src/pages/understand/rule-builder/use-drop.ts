import { type DragEvent, useState } from 'react'
import { useEditing } from './editing.ts'
import { moveTo } from './model/edits.ts'
import { findNode, nodesOf } from './model/tree.ts'

/** Makes a part of the builder a place to drop conditions and groups: `placeOf` says where in the group one would land. */
export function useDrop(
  group: string,
  placeOf: (event: DragEvent<HTMLElement>) => { index: number; mark: 'before' | 'after' },
) {
  const { apply, dragged, setDragged, setFocus } = useEditing()
  const [mark, setMark] = useState<'before' | 'after'>()
  // A group does not go into itself.
  const fits = dragged !== undefined && !nodesOf(dragged).some(({ id }) => id === group)
  return {
    mark: dragged === undefined ? undefined : mark,
    handlers: {
      onDragOver: (event: DragEvent<HTMLElement>) => {
        if (!fits) return
        event.preventDefault()
        event.stopPropagation()
        event.dataTransfer.dropEffect = 'move'
        setMark(placeOf(event).mark)
      },
      onDragLeave: (event: DragEvent<HTMLElement>) => {
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)))
          setMark(undefined)
      },
      onDrop: (event: DragEvent<HTMLElement>) => {
        if (!fits) return
        event.preventDefault()
        event.stopPropagation()
        const { index } = placeOf(event)
        apply((root) =>
          findNode(root, dragged.id) === undefined ? root : moveTo(root, dragged.id, group, index),
        )
        setFocus(dragged.id)
        setMark(undefined)
        setDragged(undefined)
      },
    },
  }
}

/** The upper half of an element is before it, the lower after it. */
export function halfOf(event: DragEvent<HTMLElement>): 'before' | 'after' {
  const { top, height } = event.currentTarget.getBoundingClientRect()
  return event.clientY < top + height / 2 ? 'before' : 'after'
}
