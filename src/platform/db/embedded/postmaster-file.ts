import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a running PostgreSQL says about itself in its data folder. */
export type PostmasterFile = {
  readonly pid: number
  readonly port: number
  readonly ready: boolean
}

/** Reads postmaster.pid of a cluster; undefined when there is none or it is still being written. */
export async function readPostmasterFile(clusterDir: string): Promise<PostmasterFile | undefined> {
  let text: string
  try {
    text = await readFile(postmasterPath(clusterDir), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  // One fact a line: pid, folder, start time, port, socket folder, address, shared memory, status (miscadmin.h).
  const lines = text.split('\n').map((line) => line.trim())
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid === 0) return undefined
  // A single-user server writes its pid negated.
  return { pid: Math.abs(pid), port: Number(lines[3]), ready: lines[7] === 'ready' }
}

export function postmasterPath(clusterDir: string): string {
  return join(clusterDir, 'postmaster.pid')
}
