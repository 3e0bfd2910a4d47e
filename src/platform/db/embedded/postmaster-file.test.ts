import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPostmasterFile } from './postmaster-file.ts'

let clusterDir: string
beforeAll(async () => {
  clusterDir = await mkdtemp(join(tmpdir(), 'cairn-postmaster-'))
})
afterAll(() => rm(clusterDir, { recursive: true, force: true }))

const write = (...lines: string[]) => writeFile(join(clusterDir, 'postmaster.pid'), lines.join('\n'))

describe('readPostmasterFile', () => {
  it('finds nothing where no server runs', async () => {
    expect(await readPostmasterFile(clusterDir)).toBeUndefined()
  })

  it('finds nothing in a file that is still being written', async () => {
    await write('')
    expect(await readPostmasterFile(clusterDir)).toBeUndefined()
  })

  it('reads pid, port and that the server is ready', async () => {
    await write(
      '4711',
      clusterDir,
      '1795511595',
      '20815',
      '',
      '127.0.0.1',
      ' 16041017        14',
      'ready   ',
      '',
    )
    expect(await readPostmasterFile(clusterDir)).toEqual({ pid: 4711, port: 20_815, ready: true })
  })

  it('does not take a server that is starting for ready', async () => {
    await write('4711', clusterDir, '1795511595', '20815', '', '127.0.0.1', ' 16041017        14', 'starting')
    expect(await readPostmasterFile(clusterDir)).toMatchObject({ pid: 4711, ready: false })
  })

  it('knows the negative pid of a single-user server', async () => {
    await write('-4711', clusterDir, '1795511595', '0', '', '', '', '')
    expect(await readPostmasterFile(clusterDir)).toMatchObject({ pid: 4711 })
  })
})
