/** An entry of a drop-down list: its title, and small print at the right. */
export function renderSuggestion({ data }: { data: { readonly title: string; readonly note: string } }) {
  return (
    <span className="bn-suggestion">
      <span>{data.title}</span>
      <small>{data.note}</small>
    </span>
  )
}
