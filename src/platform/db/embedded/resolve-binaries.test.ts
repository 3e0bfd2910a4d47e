import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, lstat, mkdir, mkdtemp, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nobody } from './fixtures/data-folders.ts'
import { copyBinaries, hydrateLinks, resolveBinaries } from './resolve-binaries.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-binaries-'))
  await chmod(folder, 0o755)
})
afterAll(async () => {
  for (const name of ['read-only', 'read-only-incomplete'])
    await chmod(join(folder, name, 'native/lib'), 0o755)
  await rm(folder, { recursive: true, force: true })
})

async function packageWithoutLinks(name: string): Promise<string> {
  const root = join(folder, name)
  await mkdir(join(root, 'native/lib'), { recursive: true })
  await writeFile(join(root, 'native/lib/libpq.so.5.18'), '')
  const links = [
    { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so' },
    { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' },
  ]
  await writeFile(join(root, 'native/pg-symlinks.json'), JSON.stringify(links))
  return root
}

/** Hydrates as somebody who may not write there: root may write anywhere. */
function hydrateAsStranger(root: string): string {
  const module = new URL('resolve-binaries.ts', import.meta.url).pathname
  const script = `import { hydrateLinks } from ${JSON.stringify(module)}
    await hydrateLinks(${JSON.stringify(root)}).then(() => console.log('done'), (error) => console.log(error.message))`
  const user = process.getuid?.() === 0 ? nobody : {}
  return execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    ...user,
  }).trim()
}

describe('resolveBinaries', () => {
  it('finds programs that run', async () => {
    const binaries = await resolveBinaries()
    const answer = execFileSync(binaries.postgres, ['--version'], { encoding: 'utf8' })
    expect(answer).toContain(`(PostgreSQL) ${binaries.major}.`)
  })
})

describe('hydrateLinks', () => {
  it('makes the links that an install without scripts has left out', async () => {
    const root = await packageWithoutLinks('no-scripts')
    await hydrateLinks(root)
    expect(await readlink(join(root, 'native/lib/libpq.so.5'))).toBe('libpq.so.5.18')
  })

  it('leaves links that exist as they are', async () => {
    const root = await packageWithoutLinks('twice')
    await hydrateLinks(root)
    const before = await lstat(join(root, 'native/lib/libpq.so'))
    await hydrateLinks(root)
    expect((await lstat(join(root, 'native/lib/libpq.so'))).ino).toBe(before.ino)
  })

  it('needs no right to write when all links exist', async () => {
    const root = await packageWithoutLinks('read-only')
    await hydrateLinks(root)
    await chmod(join(root, 'native/lib'), 0o555)
    expect(hydrateAsStranger(root)).toBe('done')
  })

  it('says what to do when a link is missing and cannot be made', async () => {
    const root = await packageWithoutLinks('read-only-incomplete')
    await chmod(join(root, 'native/lib'), 0o555)
    expect(hydrateAsStranger(root)).toContain('npm rebuild')
  })
})

describe('copyBinaries', () => {
  it('makes a copy that runs, and uses it again', async () => {
    const original = await resolveBinaries()
    const copy = await copyBinaries(original, folder)
    expect(execFileSync(copy.postgres, ['--version'], { encoding: 'utf8' })).toContain('PostgreSQL')
    await writeFile(join(copy.home, 'mark'), '')
    await copyBinaries(original, folder)
    expect(existsSync(join(copy.home, 'mark'))).toBe(true)
  })
})
