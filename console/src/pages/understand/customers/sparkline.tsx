interface Point {
  readonly at: number
  readonly value: number
}
const width = 260
const height = 46

/** A staircase: a value holds until the next point. */
export function Sparkline({ points, label }: { points: readonly Point[]; label: string }) {
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined || first.at === last.at) return null
  const highest = Math.max(...points.map(({ value }) => value), 1)
  const x = (at: number) => ((at - first.at) / (last.at - first.at)) * width
  const y = (value: number) => height - 2 - (value / highest) * (height - 6)
  const steps = points.map(({ at, value }, i) => {
    const to = `${x(at).toFixed(1)}`
    return i === 0 ? `M${to},${y(value).toFixed(1)}` : `H${to}V${y(value).toFixed(1)}`
  })
  const line = steps.join('')
  return (
    <svg
      className="bn-spark"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path d={`${line}V${height}H0Z`} className="bn-spark-area" />
      <path d={line} className="bn-spark-line" />
    </svg>
  )
}
