import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { projectRoot } from './source-file.ts'

const maxReadmeLines = 15

/** @param rooms folders such as `src/domain/posts`. */
export async function readmeFaults(rooms: readonly string[], root = projectRoot): Promise<string[]> {
  const faults = await Promise.all(
    rooms.map(async (room) => {
      const text = await readFile(join(root, room, 'README.md'), 'utf8').catch(() => undefined)
      if (text === undefined)
        return `${room}/README.md:1: is missing. Say what the room is for, its words, what is not here.`
      const lines = text.trimEnd().split('\n').length
      return lines > maxReadmeLines
        ? `${room}/README.md:${lines}: has ${lines} lines. Cut it to ${maxReadmeLines}; the rest is said by the code or by docs/.`
        : undefined
    }),
  )
  return faults.filter((fault) => fault !== undefined)
}

/** Who owns which table, as the READMEs say: `- **Tables:** posts, post_edits.` */
export async function listTableOwners(
  rooms: readonly string[],
  root = projectRoot,
): Promise<[string, string][]> {
  const owned = await Promise.all(
    rooms.map(async (room) => {
      const text = await readFile(join(root, room, 'README.md'), 'utf8').catch(() => '')
      const list = /\*\*Tables:\*\*([^.;]*)/.exec(text)?.[1] ?? ''
      const names = list.split(',').map((name) => name.trim())
      return names.filter((name) => /^[a-z_0-9]+$/.test(name)).map((name): [string, string] => [name, room])
    }),
  )
  return owned.flat()
}

/** A room is named by its folder's name in backquotes, under the heading of its floor. */
export function listUnnamedRooms(architecture: string, rooms: readonly string[]): string[] {
  return rooms
    .filter((room) => {
      const [, floor = '', name = ''] = room.split('/')
      return !sectionOf(architecture, floor).includes(`\`${name}\``)
    })
    .map((room) => `ARCHITECTURE.md: does not name ${room} under its floor. Add one line on what it is for.`)
}

/** The numbered list under the heading "Domain": `1. \`instance\` — …`. */
export function listDomainOrder(architecture: string): string[] {
  return [...sectionOf(architecture, 'domain').matchAll(/^\d+\. `([\w-]+)`/gm)].map(([, name]) => name ?? '')
}

function sectionOf(text: string, heading: string): string {
  const section = new RegExp(`^### ${heading}\\b.*?(?=^#{1,3} |(?![^]))`, 'ims').exec(text)
  return section?.[0] ?? ''
}
