/** Pattern for (I)LIKE of the texts that contain this one. */
export function containing(part: string): string {
  return `%${part.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
}
