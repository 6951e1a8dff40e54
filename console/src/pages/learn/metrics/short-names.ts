/** Names without what all of them begin with, such as the name of the bank before those of its branches. */
export function withoutCommonStart(names: readonly string[]): string[] {
  const [first = '', ...others] = names
  if (others.length === 0) return [...names]
  let common = 0
  while (common < first.length && others.every((name) => name[common] === first[common])) common += 1
  // Words are not cut: only a start that ends before a space, or in Chinese.
  const start = first.slice(0, common)
  const cut = /[\u4e00-\u9fff]$/.test(start) ? common : start.lastIndexOf(' ') + 1
  return cut < 2 || names.some((name) => name.length <= cut)
    ? [...names]
    : names.map((name) => name.slice(cut))
}
