/** Replace `{{variable}}`; a variable that is not known becomes nothing. */
export function renderText(template: string, variables: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\{\s*([a-z_]+)\s*\}\}/g, (_, name: string) => variables[name] ?? '')
}
