import { Fragment, type ReactNode } from 'react'

/** Plain text with Markdown's headings, lists, emphasis and links; anything else stays as it is written. */
export function Note({ text }: { text: string }) {
  return (
    <div className="bn-note">
      {blocksOf(text).map((block, i) =>
        block.kind === 'list' ? (
          <ul key={i}>
            {block.lines.map((line, n) => (
              <li key={n}>{inline(line)}</li>
            ))}
          </ul>
        ) : block.kind === 'heading' ? (
          <h3 key={i}>{inline(block.lines[0] ?? '')}</h3>
        ) : (
          <p key={i}>
            {block.lines.map((line, n) => (
              <Fragment key={n}>
                {n > 0 && <br />}
                {inline(line)}
              </Fragment>
            ))}
          </p>
        ),
      )}
    </div>
  )
}

interface Block {
  readonly kind: 'list' | 'heading' | 'text'
  readonly lines: string[]
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  let last: Block | undefined
  for (const line of text.split('\n')) {
    const [, item] = /^\s*[-*]\s+(.*)$/.exec(line) ?? []
    const [, heading] = /^#{1,4}\s+(.*)$/.exec(line) ?? []
    const kind = item !== undefined ? 'list' : heading !== undefined ? 'heading' : 'text'
    if (line.trim() === '') {
      last = undefined
      continue
    }
    if (last === undefined || last.kind !== kind || kind === 'heading') {
      last = { kind, lines: [] }
      blocks.push(last)
    }
    last.lines.push(item ?? heading ?? line)
  }
  return blocks
}

const marked = /\*\*([^*]+)\*\*|\*([^*]+)\*|\[([^\]]+)\]\(((?:https?:\/\/|\/)[^\s)]+)\)/g

/** Links lead to the web or into the console, never to scripts. */
function inline(line: string): ReactNode[] {
  const parts: ReactNode[] = []
  let at = 0
  for (const found of line.matchAll(marked)) {
    const [whole, strong, emphasis, label, address] = found
    parts.push(line.slice(at, found.index))
    parts.push(
      strong !== undefined ? (
        <strong key={found.index}>{strong}</strong>
      ) : emphasis !== undefined ? (
        <em key={found.index}>{emphasis}</em>
      ) : (
        <a key={found.index} href={address} rel="noreferrer">
          {label}
        </a>
      ),
    )
    at = found.index + whole.length
  }
  parts.push(line.slice(at))
  return parts
}
