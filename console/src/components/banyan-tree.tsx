const canopy = [
  [280, 128, 96, 0.55],
  [180, 150, 78, 0.5],
  [380, 150, 78, 0.5],
  [108, 178, 52, 0.42],
  [452, 178, 52, 0.42],
  [228, 96, 58, 0.4],
  [336, 92, 60, 0.4],
  [280, 176, 84, 0.35],
] as const

/** x, top, bottom, width, bend */
const roots = [
  [280, 150, 352, 13, 5],
  [222, 170, 352, 5, -6],
  [338, 170, 352, 5, 6],
  [252, 178, 352, 2.5, 4],
  [312, 176, 352, 2.5, -4],
  [168, 190, 352, 4, -5],
  [398, 190, 352, 4, 5],
  [130, 200, 352, 2, 3],
  [432, 200, 352, 2, -3],
  [98, 206, 316, 1.5, -3],
  [466, 206, 316, 1.5, 3],
  [196, 196, 300, 1.5, 3],
  [366, 196, 300, 1.5, -3],
] as const

/** A banyan: one canopy, many trunks that grew down from its own branches. Drawn on 560 × 370. */
export function BanyanTree({ leaf, root }: { leaf: string; root: string }) {
  return (
    <>
      <g fill={leaf}>
        {canopy.map(([x, y, r, opacity]) => (
          <circle key={`${x}-${y}`} cx={x} cy={y} r={r} opacity={opacity} />
        ))}
      </g>
      <g fill="none" stroke={root} strokeLinecap="round">
        {roots.map(([x, top, bottom, width, bend]) => (
          <path
            key={x}
            d={`M${x} ${top} C${x + bend} ${top + 60} ${x - bend} ${bottom - 70} ${x + bend * 0.4} ${bottom}`}
            strokeWidth={width}
            opacity={0.35 + width / 22}
          />
        ))}
        <path d="M60 352H500" strokeWidth="1.5" opacity="0.5" />
      </g>
    </>
  )
}
