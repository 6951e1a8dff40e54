import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { parseDefinitions } from '../../understand/rules/index.ts'
import { type LibraryFile, libraryFile } from './schema.ts'

const folder = new URL('journeys/', import.meta.url)

/** The ready journeys, in order of their keys. They are read anew each time: 22 small files. */
export function readLibraryFiles(): readonly LibraryFile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) =>
      parseDefinitions(
        libraryFile,
        parse(readFileSync(new URL(file, folder), 'utf8')),
        `The definitions in the library's ${file}`,
      ),
    )
    .toSorted((a, b) => a.key.localeCompare(b.key))
}
