import { execFile } from 'node:child_process'
import { readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { identifyProcess, listProcesses } from '#platform/db/embedded/processes.ts'
import { runVariable } from './start-process.ts'

const run = promisify(execFile)
export const folderPrefix = 'cairn-lab-'
const ownerFile = 'owner.json'

/** Writes down who works in the folder, so that `clean` leaves it alone as long as that one lives. */
export async function claimFolder(folder: string, owner = identifyProcess(process.pid)): Promise<void> {
  await writeFile(join(folder, ownerFile), JSON.stringify(owner))
}

/**
 * Removes what killed runs have left: processes, namespaces, mounts, folders. Runs that still go on are left alone.
 * @returns what was removed, a line each
 */
export async function cleanUp(): Promise<string[]> {
  const removed: string[] = []
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(folderPrefix)) continue
    const folder = join(tmpdir(), name)
    if (await hasOwner(folder)) continue
    removed.push(...(await removeRun(folder)))
  }
  return removed
}

/** A folder that was made this moment may not be claimed yet. */
const claimedWithinMs = 60_000

async function hasOwner(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, ownerFile), 'utf8').catch(() => undefined)
  if (text === undefined) return Date.now() - (await stat(folder)).mtimeMs < claimedWithinMs
  const owner = JSON.parse(text) as { pid: number; started: string }
  return identifyProcess(owner.pid)?.started === owner.started
}

/** Ends everything that belongs to the run of this folder, and the folder. */
export async function removeRun(folder: string): Promise<string[]> {
  const removed: string[] = []
  // What supervises others may start one more while it is being ended.
  for (let round = 0; round < 5; round++) {
    const pids = await processesOf(folder)
    if (pids.length === 0) break
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL')
        removed.push(`process ${pid}`)
      } catch {
        // Gone meanwhile.
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  removed.push(...(await removeNamespaces(folder)), ...(await unmount(folder)))
  await rm(folder, { recursive: true, force: true })
  return [...removed, folder]
}

/** By the environment that they inherited, or, as PostgreSQL overwrites that, by the folder in which they work. */
async function processesOf(folder: string): Promise<number[]> {
  const found = await Promise.all(
    listProcesses().map(async (pid) => {
      if (pid === process.pid || !identifyProcess(pid)) return []
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
      const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => '')
      const isOurs = environment.includes(`${runVariable}=${folder}\0`) || `${cwd}/`.startsWith(`${folder}/`)
      return isOurs ? [pid] : []
    }),
  )
  return found.flat()
}

/** Names of namespaces and bridges begin with the random end of the folder's name. */
export function networkPrefix(folder: string): string {
  return `cl${folder.slice(-6).toLowerCase()}`
}

async function removeNamespaces(folder: string): Promise<string[]> {
  const removed: string[] = []
  const prefix = networkPrefix(folder)
  const spaces = await run('ip', ['netns', 'list']).then(
    ({ stdout }) => stdout,
    () => '',
  )
  for (const name of spaces.split('\n').map((line) => line.split(' ')[0] ?? '')) {
    if (!name.startsWith(prefix)) continue
    await run('ip', ['netns', 'delete', name]).catch(() => undefined)
    removed.push(`namespace ${name}`)
  }
  const links = await run('ip', ['-o', 'link', 'show']).then(
    ({ stdout }) => stdout,
    () => '',
  )
  for (const [, name = ''] of links.matchAll(/^\d+: ([^:@]+)/gm)) {
    if (!name.startsWith(prefix)) continue
    await run('ip', ['link', 'delete', name]).catch(() => undefined)
    removed.push(`link ${name}`)
  }
  return removed
}

async function unmount(folder: string): Promise<string[]> {
  const mounts = await readFile('/proc/mounts', 'utf8').catch(() => '')
  const points = mounts
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((point) => point.startsWith(`${folder}/`))
  for (const point of points.toReversed()) await run('umount', ['-l', point]).catch(() => undefined)
  return points.map((point) => `mount ${point}`)
}
