/** One line of text, cut off at a width; the whole of it shows when pointed at. */
export function Clip({ text, width }: { text: string; width: number }) {
  return (
    <span className="bn-clip" style={{ maxWidth: width }} title={text}>
      {text}
    </span>
  )
}
