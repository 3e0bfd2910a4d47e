import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findMirror } from '#kit/debian-mirror.ts'
import type { Lab } from '../lab.ts'

const run = promisify(execFile)
const cache = new URL('../../node_modules/.cache/lab-programs/', import.meta.url).pathname

/** What of Debian an engine needs beside what every Debian has, and from which of its suites. */
const sets = {
  haproxy: { own: 'haproxy liblua5.3-0 libopentracing-c-wrapper0 libopentracing1' },
  etcd: { own: 'etcd-server' },
  // Debian 12 has 3.0.2, in which a primary that was cut off takes the lead back: docs/course/2.md.
  'patroni-4': {
    sid: 'patroni',
    own: 'python3-etcd python3-openssl python3-cryptography python3-cffi-backend python3-psycopg2 python3-click python3-dateutil python3-prettytable python3-psutil python3-six python3-urllib3 python3-yaml python3-dnspython python3-wcwidth python3-cdiff libyaml-0-2 libpq5',
  },
  // Debian 12 has 2.9.10, which loses acknowledged messages (docs/design/decisions/0012).
  nats: { sid: 'nats-server' },
  faketime: { own: 'libfaketime' },
} as const satisfies Record<string, { readonly own?: string; readonly sid?: string }>

export type ProgramSet = keyof typeof sets

/** Programs of Debian, unpacked into a folder: nothing is installed. */
export interface Programs {
  /** Where the packages are unpacked. */
  readonly root: string
  /** For processes that run them: where libraries and Python modules are. */
  readonly env: Readonly<Record<string, string>>
  /** @param path below the root, e.g. `usr/sbin/haproxy` */
  file(path: string): string
}

/**
 * Unpacks what an engine needs into a cache, once.
 * @param options.reachable copies it into the run's folder, where other users than root get to it
 * @throws Error where the machine has no apt-get or cannot reach Debian
 */
export async function fetchPrograms(
  lab: Lab,
  set: ProgramSet,
  options: { readonly reachable?: boolean } = {},
): Promise<Programs> {
  const kept = join(cache, set)
  if (!existsSync(kept)) {
    lab.say(`fetching ${set} from Debian, once`)
    await unpack(lab, set, kept)
  }
  const root = options.reachable ? join(lab.folder, 'programs', set) : kept
  if (options.reachable) await cp(kept, root, { recursive: true })
  const libraries = ['usr/lib', 'lib'].flatMap((folder) => librariesIn(join(root, folder)))
  return {
    root,
    env: {
      LD_LIBRARY_PATH: libraries.join(':'),
      PYTHONPATH: join(root, 'usr/lib/python3/dist-packages'),
      PYTHONDONTWRITEBYTECODE: '1',
    },
    file: (path) => join(root, path),
  }
}

function librariesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.includes('linux-gnu'))
    .map((name) => join(folder, name))
}

/** Whoever is second finds the folder whole: it gets its name when everything is in it. */
async function unpack(lab: Lab, set: ProgramSet, kept: string): Promise<void> {
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'new-'))
  try {
    for (const [suite, packages] of Object.entries(sets[set])) {
      const options = suite === 'sid' ? await readSid(folder, lab) : []
      await run('apt-get', [...options, 'download', ...packages.split(' ')], {
        cwd: folder,
        timeout: 120_000,
        signal: lab.signal,
      })
    }
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.deb')))
      await run('dpkg', ['-x', join(folder, file), join(folder, 'root')])
    await rename(join(folder, 'root'), kept).catch((error: unknown) => {
      if (!existsSync(kept)) throw error
    })
  } catch (error) {
    throw new Error(`${set} could not be fetched: this needs apt-get and a mirror of Debian.`, {
      cause: error,
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The list of packages of Debian sid, in a folder of its own: the system knows nothing of it. */
async function readSid(folder: string, lab: Lab): Promise<string[]> {
  lab.say('reading the list of packages of Debian sid, about 11 MB')
  await mkdir(join(folder, 'lists/partial'), { recursive: true })
  await mkdir(join(folder, 'archives/partial'), { recursive: true })
  await writeFile(join(folder, 'status'), '')
  await writeFile(
    join(folder, 'sid.list'),
    `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${await findMirror()} sid main\n`,
  )
  const options = {
    'Dir::Etc::sourcelist': join(folder, 'sid.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::Cache': folder,
    'Dir::State::status': join(folder, 'status'),
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
  }
  const flags = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  await run('apt-get', [...flags, 'update'], { cwd: folder, timeout: 180_000, signal: lab.signal })
  return flags
}
