import { access } from 'node:fs/promises'
import { join } from 'node:path'

/** Where a peer's program is, or why a test with it is skipped. */
export type FoundPeer =
  | { readonly kind: 'found'; readonly folder: string }
  | { readonly kind: 'missing'; readonly because: string }

/**
 * A server of others that no package manager brings: somebody who has it names its folder.
 * @param variable e.g. `CAIRN_PEER_GOTOSOCIAL`
 * @param program what must be in the folder
 * @throws Error where the variable is set, and the program is not there
 */
export async function findPeer(variable: string, program: string): Promise<FoundPeer> {
  const folder = process.env[variable]
  if (!folder) return { kind: 'missing', because: `${variable} names no folder that has ${program}` }
  await access(join(folder, program)).catch((error: unknown) => {
    throw new Error(`${variable} is ${folder}, but ${program} is not in there.`, { cause: error })
  })
  return { kind: 'found', folder }
}
