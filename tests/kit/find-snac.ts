import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const version = '2.75-2~bpo12+1'
const cache = new URL(`../../node_modules/.cache/snac2-${version}/`, import.meta.url).pathname
const program = join(cache, 'usr/bin/snac')

/** Where snac is, or why it cannot be had here. */
export type FoundSnac =
  | { readonly kind: 'found'; readonly program: string; readonly version: string }
  | { readonly kind: 'missing'; readonly because: string }

/**
 * snac2 from Debian's backports, unpacked beside the other caches: apt is given folders of its own, so neither the
 * machine's list of packages nor its set of installed ones changes.
 */
export async function findSnac(): Promise<FoundSnac> {
  try {
    if (!(await isThere(program))) await unpackSnac()
    // Without arguments it prints its usage; where a library is missing, it does not even start.
    const { stdout } = await run(program).catch((error: { stdout?: string }) => {
      if (error.stdout) return { stdout: error.stdout }
      throw error
    })
    return { kind: 'found', program, version: /^snac (\S+)/.exec(stdout)?.[1] ?? '' }
  } catch (error) {
    const because = `snac2 ${version} cannot be had here: ${reasonOf(error)}`
    const isOutOfReach = error instanceof OutOfReach
    if (process.env['CAIRN_TEST_SNAC'] === 'required' && !isOutOfReach)
      throw new Error(because, { cause: error })
    return { kind: 'missing', because }
  }
}

async function unpackSnac(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cairn-snac-apt-'))
  try {
    await mkdir(join(folder, 'lists/partial'), { recursive: true })
    await mkdir(join(folder, 'archives/partial'), { recursive: true })
    await writeFile(join(folder, 'sources.list'), `deb ${await findMirror()} bookworm-backports main\n`)
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
    await run('apt-get', [...options, 'download', `snac2=${version}`], limits)
    const archive = (await readdir(folder)).find((name) => name.endsWith('.deb'))
    if (archive === undefined) throw new Error('apt-get brought no package.')
    await run('dpkg', ['-x', archive, join(folder, 'root')], limits)
    await keep(join(folder, 'root'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Backports that do not answer: then the test is skipped even where it is required. */
class OutOfReach extends Error {}

/** From where this machine has its Debian. */
async function findMirror(): Promise<string> {
  const format = ['indextargets', '--format', '$(REPO_URI) $(CODENAME)', 'Identifier: Packages']
  const { stdout } = await run('apt-get', format)
  const mirror = /^(\S+) bookworm$/m.exec(stdout)?.[1]
  if (mirror === undefined) throw new OutOfReach('apt knows no mirror of Debian 12.')
  return mirror
}

/** Copied beside its place first: a test that runs at the same time sees all of it or nothing. */
async function keep(root: string): Promise<void> {
  const beside = `${cache.slice(0, -1)}.${process.pid}`
  await mkdir(join(cache, '..'), { recursive: true })
  await run('cp', ['-r', root, beside])
  await rename(beside, cache).catch(async (error: unknown) => {
    await rm(beside, { recursive: true, force: true })
    if (!(await isThere(program))) throw error
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
