import { useEffect, useRef, useState } from 'react'

const rough = 50

/** Whether an element has come near the window once (what nobody scrolls to is not asked), and how wide it is. */
export function useSeen() {
  const element = useRef<HTMLElement>(null)
  const [seen, setSeen] = useState(false)
  const [width, setWidth] = useState(600)
  useEffect(() => {
    const target = element.current
    if (target === null) return undefined
    const near = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true)
      },
      { rootMargin: '160px' },
    )
    // Pictures are drawn anew only for widths that make a difference.
    const size = new ResizeObserver(() => setWidth(Math.round(target.clientWidth / rough) * rough))
    near.observe(target)
    size.observe(target)
    return () => {
      near.disconnect()
      size.disconnect()
    }
  }, [])
  return { element, seen, width }
}
