import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = new URL('../../', import.meta.url).pathname
const cache = join(root, 'node_modules/.cache/debian-clients')
const programs = join(root, 'tests/journeys/clients')

const packages =
  'toot python3-mastodon python3-bs4 python3-soupsieve python3-html5lib python3-webencodings python3-requests python3-urllib3 python3-chardet python3-charset-normalizer python3-idna python3-certifi python3-urwid python3-wcwidth python3-six python3-dateutil python3-decorator python3-magic python3-blurhash libmagic1 libmagic-mgc'.split(
    ' ',
  )

export interface ClientProgram {
  /** Waits until its output has this, and gives the first group; fails with the output when the program ends first. */
  waitFor(pattern: RegExp): Promise<string>
  say(line: string): Promise<void>
  output(): string
  /** Its exit code. */
  readonly ended: Promise<number | null>
}

export interface DebianClients {
  /** @param program `toot`, or a file of tests/journeys/clients. @param home where it keeps what it remembers */
  run(program: string, args: readonly string[], home: string): ClientProgram
}

/**
 * toot and Mastodon.py with all that they import, unpacked from Debian's packages into a cache: nothing is installed.
 * @returns why not, where the machine cannot have them
 * @throws Error instead, where `CAIRN_DEBIAN_CLIENTS` is `required`
 */
export async function debianClients(): Promise<DebianClients | { readonly because: string }> {
  try {
    await run('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))'])
    if (!existsSync(cache)) await unpack()
    return { run: (program, args, home) => start(program, args, home) }
  } catch (error) {
    if (process.env['CAIRN_DEBIAN_CLIENTS'] === 'required') throw error
    return { because: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) }
  }
}

/** Whoever is second finds the folder whole: it gets its name when everything is in it. */
async function unpack(): Promise<void> {
  await mkdir(join(root, 'node_modules/.cache'), { recursive: true })
  const folder = await mkdtemp(join(root, 'node_modules/.cache/debian-'))
  try {
    await run('apt-get', ['download', ...packages], { cwd: folder })
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.deb'))) {
      await run('dpkg', ['-x', file, 'root'], { cwd: folder })
      await rm(join(folder, file))
    }
    await rename(folder, cache).catch((error: unknown) => {
      if (!existsSync(cache)) throw error
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function start(program: string, args: readonly string[], home: string): ClientProgram {
  const usr = join(cache, 'root/usr')
  const libraries = existsSync(join(usr, 'lib')) ? readdirSync(join(usr, 'lib')) : []
  const file = program === 'toot' ? join(usr, 'bin/toot') : join(programs, program)
  const child = spawn('python3', [file, ...args], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      XDG_CONFIG_HOME: join(home, '.config'),
      PYTHONPATH: join(usr, 'lib/python3/dist-packages'),
      LD_LIBRARY_PATH: libraries
        .filter((name) => name.includes('linux-gnu'))
        .map((name) => join(usr, 'lib', name))
        .join(':'),
      MAGIC: join(usr, 'lib/file/magic.mgc'),
      PYTHONPYCACHEPREFIX: join(cache, 'compiled'),
      PYTHONUNBUFFERED: '1',
      PYTHONIOENCODING: 'utf-8',
      COLUMNS: '200',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let output = ''
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      for (const listener of listeners) listener()
    })
  }
  return {
    ended,
    output: () => output,
    async say(line) {
      await new Promise<void>((resolve, reject) => {
        child.stdin.write(`${line}\n`, (error) => (error ? reject(error) : resolve()))
      })
    },
    waitFor: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(output)
          if (!found) return
          listeners.delete(look)
          resolve(found[1] ?? '')
        }
        listeners.add(look)
        void ended.then(() => reject(new Error(`It ended without ${String(pattern)}:\n${output}`)))
        look()
      }),
  }
}
