import { useFormats } from '../app/format.ts'

/** A share of one as a short bar and a percentage. */
export function ShareBar({ share }: { share: number | null }) {
  const format = useFormats()
  return (
    <span className="bn-bar">
      <i aria-hidden>
        <b style={{ width: `${100 * Math.max(0, Math.min(1, share ?? 0))}%` }} />
      </i>
      {format.share(share)}
    </span>
  )
}
