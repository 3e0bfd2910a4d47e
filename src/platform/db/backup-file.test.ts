import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  type BackupManifest,
  checkBackupFile,
  format,
  openBackupFile,
  writeBackupFile,
} from './backup-file.ts'

let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-backup-file-'))
  file = join(folder, 'backup')
})

afterEach(() => rm(folder, { recursive: true, force: true }))

const manifest: BackupManifest = {
  format,
  version: '1.2.3',
  origin: 'https://cairn.example',
  madeAt: '2026-11-29T00:00:00Z',
  migrations: [],
  tables: ['a', 'b'].map((name) => ({ name, columns: ['id'], rows: 1, sum: '0' })),
  secrets: {},
}

async function* sections(...contents: Buffer[][]) {
  yield* contents
}

it('gives back what was written, pieces of any size', async () => {
  const large = Buffer.alloc(3 * 1024 * 1024 + 7, 'x')
  await writeBackupFile(file, manifest, sections([Buffer.from('1\n'), large], []))
  await using backup = await openBackupFile(file)
  expect(backup.manifest).toEqual(manifest)
  const read = await Array.fromAsync(backup.section())
  expect(Buffer.concat(read).equals(Buffer.concat([Buffer.from('1\n'), large]))).toBe(true)
  expect(Math.max(...read.map(({ length }) => length))).toBeLessThanOrEqual(1024 * 1024)
  expect(await Array.fromAsync(backup.section())).toEqual([])
  await backup.finish()
})

it('refuses a file with any byte changed, cut short anywhere, or with more behind its end', async () => {
  await writeBackupFile(file, manifest, sections([Buffer.from('1\n')], [Buffer.from('2\n')]))
  expect((await checkBackupFile(file)).version).toBe('1.2.3')
  const whole = await readFile(file)
  const damaged = join(folder, 'damaged')
  const refuses = async (bytes: Buffer, what: string) => {
    await writeFile(damaged, bytes)
    const outcome = await checkBackupFile(damaged).then(() => 'accepted', String)
    expect(`${what}: ${outcome}`).toMatch(/damaged, or cut short/)
  }
  // The bytes before say when and where gzip ran, which nobody reads.
  for (let at = 10; at < whole.length; at++) {
    const changed = Buffer.from(whole)
    changed[at] = (whole[at] ?? 0) ^ 0xff
    await refuses(changed, `byte ${at} changed`)
  }
  for (let length = 0; length < whole.length; length++)
    await refuses(whole.subarray(0, length), `${length} bytes`)
  await refuses(Buffer.concat([whole, whole]), 'twice')
})

it('leaves no file behind when what it reads fails', async () => {
  async function* failing() {
    yield [Buffer.from('1\n')]
    throw new Error('The database is gone.')
  }
  await expect(writeBackupFile(file, manifest, failing())).rejects.toThrow('The database is gone.')
  expect(await readdir(folder)).toEqual([])
})
