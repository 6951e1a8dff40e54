// npm run layers: the rules of .dependency-cruiser.cjs, and the certainty that they were checked against something.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cruise, type IConfiguration, type ICruiseResult } from 'dependency-cruiser'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'

const repository = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Checks the layering below `root`.
 * @returns how many modules were read, and every broken rule as one line; a folder without modules breaks one too
 */
export async function checkLayers(
  folders: readonly string[],
  root: string = repository,
): Promise<{ modules: number; problems: string[] }> {
  const { forbidden = [], options = {} } = createRequire(import.meta.url)(
    join(repository, '.dependency-cruiser.cjs'),
  ) as IConfiguration
  const result = await cruise(
    [...folders],
    { ...options, baseDir: root, validate: true, ruleSet: { forbidden } },
    {},
    { tsConfig: extractTSConfig(join(repository, 'tsconfig.json')) },
  )
  const { modules, summary } = result.output as ICruiseResult
  const inFolder = (folder: string) => modules.filter(({ source }) => source.startsWith(`${folder}/`)).length
  const unread = folders
    .filter((folder) => inFolder(folder) === 0)
    .map((folder) => `nothing-read: no module was read in ${folder}/, so its rules would pass unchecked`)
  const broken = summary.violations.map(
    ({ rule, from, to, cycle }) =>
      `${rule.name}: ${[from, ...(cycle?.map(({ name }) => name) ?? [to])].join(' → ')}`,
  )
  return {
    modules: folders.reduce((sum, folder) => sum + inFolder(folder), 0),
    problems: [...unread, ...broken],
  }
}

if (import.meta.main) {
  const folders = ['src', 'console', 'demo', 'bench', 'test'].filter(
    (folder) => folder === 'src' || existsSync(join(repository, folder)),
  )
  const { modules, problems } = await checkLayers(folders)
  for (const problem of problems) console.error(problem)
  console.log(`layers: ${modules} modules read, ${problems.length} problems`)
  process.exitCode = problems.length > 0 ? 1 : 0
}
