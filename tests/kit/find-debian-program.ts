import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findMirror, OutOfReach } from './debian-mirror.ts'

const run = promisify(execFile)

/** Where a program is, or why it cannot be had here. */
export type FoundProgram =
  | { readonly kind: 'found'; readonly program: string; readonly version: string }
  | { readonly kind: 'missing'; readonly because: string }

interface Wanted {
  readonly package: string
  /** The newest of the suite by default. */
  readonly version?: string
  readonly suite: string
  /** Its path in the package. */
  readonly program: string
  /** The variable that is `required` where a test must not be skipped for the lack of it. */
  readonly required: string
}

/**
 * A program of another suite of Debian, unpacked beside the other caches: apt is given folders of its own, so neither the
 * machine's list of packages nor its set of installed ones changes.
 * @param probe runs it, and says its version
 */
export async function findDebianProgram(
  wanted: Wanted,
  probe: (program: string) => Promise<string>,
): Promise<FoundProgram> {
  const name = `${wanted.package}-${wanted.version ?? wanted.suite}`
  const cache = new URL(`../../node_modules/.cache/${name}/`, import.meta.url).pathname
  const program = join(cache, wanted.program)
  try {
    if (!(await isThere(program))) await unpack(wanted, cache)
    return { kind: 'found', program, version: await probe(program) }
  } catch (error) {
    const because = `${name} cannot be had here: ${reasonOf(error)}`
    // Then the test is skipped even where it is required.
    const isOutOfReach = error instanceof OutOfReach
    if (process.env[wanted.required] === 'required' && !isOutOfReach)
      throw new Error(because, { cause: error })
    return { kind: 'missing', because }
  }
}

async function unpack(wanted: Wanted, cache: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cairn-apt-'))
  try {
    await mkdir(join(folder, 'lists/partial'), { recursive: true })
    await mkdir(join(folder, 'archives/partial'), { recursive: true })
    await writeFile(join(folder, 'sources.list'), `deb ${await findMirror()} ${wanted.suite} main\n`)
    const options = [
      `Dir::Etc::SourceList=${folder}/sources.list`,
      'Dir::Etc::SourceParts=/dev/null',
      `Dir::State::Lists=${folder}/lists`,
      `Dir::Cache=${folder}`,
      `Dir::Cache::Archives=${folder}/archives`,
      'APT::Sandbox::User=root',
      'Acquire::http::Timeout=20',
      'APT::Update::Error-Mode=any',
    ].flatMap((option) => ['-o', option])
    const limits = { cwd: folder, timeout: 120_000 }
    await run('apt-get', [...options, 'update'], limits).catch((error: unknown) => {
      throw new OutOfReach(reasonOf(error))
    })
    const exact = wanted.version ? `${wanted.package}=${wanted.version}` : wanted.package
    await run('apt-get', [...options, 'download', exact], limits)
    const archive = (await readdir(folder)).find((name) => name.endsWith('.deb'))
    if (archive === undefined) throw new Error('apt-get brought no package.')
    await run('dpkg', ['-x', archive, join(folder, 'root')], limits)
    await keep(join(folder, 'root'), cache, wanted.program)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Copied beside its place first: a test that runs at the same time sees all of it or nothing. */
async function keep(root: string, cache: string, program: string): Promise<void> {
  const beside = `${cache.slice(0, -1)}.${process.pid}`
  await mkdir(join(cache, '..'), { recursive: true })
  await run('cp', ['-r', root, beside])
  await rename(beside, cache).catch(async (error: unknown) => {
    await rm(beside, { recursive: true, force: true })
    if (!(await isThere(join(cache, program)))) throw error
  })
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}

function reasonOf(error: unknown): string {
  const { code, stderr, message } = error as { code?: unknown; stderr?: string; message?: string }
  if (code === 'ENOENT') return 'this machine has no apt-get or dpkg'
  return (stderr || message || String(error)).trim().replaceAll(/\s*\n\s*/g, ' ')
}
