import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** How to start a Node program for `fork`: `execPath`, then `execArgv`, then the program. */
export interface ConfinedStart {
  readonly execPath: string
  readonly execArgv: readonly string[]
  /** What the operating system takes away, besides what Node's permission model does. */
  readonly withoutNetwork: boolean
  readonly withMemoryLimit: boolean
}

/**
 * Plans the narrowest start that this machine allows for a program: always Node's permission model (reads only the
 * program, its packages and `workDir`; writes only `workDir`; no processes, no workers) and a heap limit; on Linux
 * also no network and an unprivileged user in a name space of its own (`unshare`) and a memory limit (`prlimit`).
 * Containers often forbid the first and macOS has neither: then the start goes without, and says so.
 */
export async function planConfinedStart(program: URL, workDir: string): Promise<ConfinedStart> {
  const node = [process.execPath, ...permissions(fileURLToPath(program), workDir)]
  for (const [withoutNetwork, withMemoryLimit] of [
    [true, true],
    [false, true],
  ] as const) {
    const command = [...(withoutNetwork ? unshare : []), ...prlimit, ...node]
    if (await works(command, fileURLToPath(program)))
      return planned(command, { withoutNetwork, withMemoryLimit })
  }
  return planned(node, { withoutNetwork: false, withMemoryLimit: false })
}

const megabyte = 1024 * 1024

/** Inside, the program is user 65534 with no capability; files stay readable as for the user outside. */
const unshare = ['/usr/bin/unshare', '--net', '--map-user=65534', '--map-group=65534', '--']

/** `--data` counts what is written to, not what V8 reserves. A picture of 33 million pixels needs about 500 MB. */
const prlimit = ['/usr/bin/prlimit', `--data=${1536 * megabyte}`, '--core=0', '--nofile=256', '--']

function permissions(program: string, workDir: string): readonly string[] {
  const readable = [dirname(program), workDir, ...packageFolders(), nearestPackageFile(dirname(program))]
  return [
    '--permission',
    '--allow-addons',
    ...readable.map((path) => `--allow-fs-read=${path}`),
    `--allow-fs-write=${workDir}`,
    '--max-old-space-size=256',
    '--disable-warning=SecurityWarning',
    '--disable-warning=ExperimentalWarning',
  ]
}

/** The `node_modules` that the decoders are installed in. */
function packageFolders(): readonly string[] {
  const { resolve } = createRequire(import.meta.url)
  const inPackages = `${sep}node_modules${sep}`
  const found = ['sharp', 'libheif-js', 'blurhash', 'exifr'].map((name) => {
    const path = resolve(name)
    return path.slice(0, path.indexOf(inPackages) + inPackages.length - 1)
  })
  return [...new Set(found)]
}

/** Node looks there whether a `.ts` file is a module. */
function nearestPackageFile(folder: string): string {
  const file = join(folder, 'package.json')
  return existsSync(file) || dirname(folder) === folder ? file : nearestPackageFile(dirname(folder))
}

/** Tries the whole chain once, to the point of reading the program, with no foreign data in sight. */
async function works(command: readonly string[], program: string): Promise<boolean> {
  const [execPath = '', ...rest] = command
  const script = 'require("node:fs").readFileSync(process.argv[1])'
  try {
    await promisify(execFile)(execPath, [...rest, '-e', script, program], { env: {}, timeout: 10_000 })
    return true
  } catch {
    return false
  }
}

function planned(
  command: readonly string[],
  facts: { readonly withoutNetwork: boolean; readonly withMemoryLimit: boolean },
): ConfinedStart {
  const [execPath = process.execPath, ...execArgv] = command
  return { execPath, execArgv, ...facts }
}
