import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { parseDefinitions } from '../../../understand/rules/index.ts'
import { type ReadyBoard, readyBoard } from './schema.ts'

const folder = new URL('boards/', import.meta.url)

/** The ready boards, in the order of their files. */
export function readBoardLibrary(): ReadyBoard[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .toSorted()
    .map((file) =>
      parseDefinitions(
        readyBoard,
        parse(readFileSync(new URL(file, folder), 'utf8')),
        `The ready board ${file}`,
      ),
    )
}
