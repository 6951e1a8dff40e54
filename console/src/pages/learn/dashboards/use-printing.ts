import { useIsFetching } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

/** Time for pictures to be drawn once their numbers have come. */
const drawn = 700

/** Shows all of a board, waits for its numbers, and opens the browser's print dialog. */
export function usePrinting(): [boolean, () => void] {
  const [printing, setPrinting] = useState(false)
  const fetching = useIsFetching()
  useEffect(() => {
    if (!printing || fetching > 0) return undefined
    const timer = setTimeout(() => {
      window.print()
      setPrinting(false)
    }, drawn)
    return () => clearTimeout(timer)
  }, [printing, fetching])
  return [printing, () => setPrinting(true)]
}
