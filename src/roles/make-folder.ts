import { existsSync } from 'node:fs'
import { access, constants, mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/**
 * Makes a folder with those above it, and sees that it can be written. Node's recursive mkdir tries for ever where a file
 * system answers ENOENT to what it is asked to make, as /proc does (Node 24).
 * @throws what the file system says, with `code` and `path`
 */
export async function makeFolder(path: string): Promise<void> {
  const missing: string[] = []
  for (let at = resolve(path); !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.unshift(at)
  for (const folder of missing) await mkdir(folder).catch(unlessThere)
  if (!(await stat(path)).isDirectory())
    throw Object.assign(new Error(`EEXIST: ${path} is no folder`), { code: 'EEXIST', path })
  await access(path, constants.W_OK)
}

/** Another process may have made it meanwhile. */
function unlessThere(error: unknown): void {
  if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'EEXIST') throw error
}
