import { readFileSync, statSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

/** What `scripts/join-code.ts` says of its outcome: which files it was made of, as they were then. */
export interface JoinedCode {
  readonly inputs: Readonly<Record<string, string>>
}

const root = new URL('../', import.meta.url)

const sources = {
  'run-server': () => import('#roles/run-server.ts'),
  'run-admin': () => import('#roles/run-admin.ts'),
}

/**
 * Loads what a process runs: the joined code of the last install while it is that of the sources, else the sources
 * themselves, which takes a second longer. Whoever changes a source runs the change.
 */
export function loadCode<Name extends keyof typeof sources>(name: Name): ReturnType<(typeof sources)[Name]>
export function loadCode(name: keyof typeof sources): Promise<unknown> {
  enableCompileCache(fileURLToPath(new URL('node_modules/.cache/compiled', root)))
  const joined = new URL('node_modules/.cache/joined/', root)
  if (!isCurrent(joined, root)) return sources[name]()
  return import(new URL(`${name}.mjs`, joined).href)
}

/** Whether the joined code in `folder` is that of the files below `root`. */
export function isCurrent(folder: URL, root: URL): boolean {
  try {
    const { inputs } = JSON.parse(readFileSync(new URL('inputs.json', folder), 'utf8')) as JoinedCode
    return Object.entries(inputs).every(([path, stamp]) => stampOf(new URL(path, root)) === stamp)
  } catch {
    return false
  }
}

/** Differs when the file was written since. In seconds: images and archives keep no more. @throws when there is none */
export function stampOf(file: URL): string {
  const { size, mtimeMs } = statSync(file)
  return `${size} ${Math.floor(mtimeMs / 1000)}`
}
