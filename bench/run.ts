// npm run bench -- NAME [--option value …]: runs bench/NAME.ts and prints one JSON line a result, nothing else, on stdout.
import { existsSync, readdirSync } from 'node:fs'
import { parseOptions, type BenchOptions, type Report, toLine } from './report.ts'

const folder = new URL('./', import.meta.url)
const [name, ...words] = process.argv.slice(2)

if (name === undefined) {
  console.log(`usage: npm run bench -- NAME [--option value …]\n\n${listBenches().join('\n')}`)
} else if (!/^[a-z0-9-]+$/.test(name) || !existsSync(new URL(`${name}.ts`, folder))) {
  console.error(`There is no bench "${name}". There are: ${listBenches().join(', ')}`)
  process.exitCode = 2
} else {
  const bench = (await import(new URL(`${name}.ts`, folder).href)) as {
    run?: (options: BenchOptions, report: Report) => Promise<void>
  }
  if (bench.run === undefined)
    throw new Error(`bench/${name}.ts must export async function run(options, report)`)
  // stdout carries results only; whatever a bench or a library logs goes to stderr.
  console.log = console.error
  await bench.run(parseOptions(words), (result) => process.stdout.write(`${toLine(name, result)}\n`))
}

function listBenches(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .filter((file) => !['run', 'report'].includes(file))
    .toSorted()
}
