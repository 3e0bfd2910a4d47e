import { execFile } from 'node:child_process'
import { appendFile, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { joinCode } from '../scripts/join-code.ts'
import { isCurrent, stampOf } from './load-code.ts'

const root = new URL('../', import.meta.url)
const folder = new URL(`node_modules/.cache/joined-for-a-test-${process.pid}/`, root)
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the joined code', () => {
  it('runs like the sources, packages and files beside them included', async () => {
    await joinCode(folder)
    expect(isCurrent(folder, root)).toBe(true)
    const run = `const { runAdmin } = await import('${folder.href}run-admin.mjs'); await runAdmin()`
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '-e',
      run,
      '--',
      '-',
      '--help',
    ])
    expect(stdout).toContain('Create and manage accounts')
    const server = `const { runServer } = await import('${folder.href}run-server.mjs'); process.exitCode = await runServer()`
    const refused = promisify(execFile)(process.execPath, ['--input-type=module', '-e', server], {
      env: { PORT: 'no port' },
    })
    await expect(refused).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('PORT') })
  })
})

describe('isCurrent', () => {
  it('is false once a source was written or removed, and where nothing was joined', async () => {
    const place = await mkdtemp(join(tmpdir(), 'cairn-joined-'))
    const at = pathToFileURL(`${place}/`)
    expect(isCurrent(at, at)).toBe(false)
    await writeFile(join(place, 'one.ts'), 'one')
    await writeFile(
      join(place, 'inputs.json'),
      JSON.stringify({ inputs: { 'one.ts': stampOf(new URL('one.ts', at)) } }),
    )
    expect(isCurrent(at, at)).toBe(true)
    await utimes(join(place, 'one.ts'), 0, 0)
    expect(isCurrent(at, at)).toBe(false)
    await appendFile(join(place, 'one.ts'), ' and more')
    expect(isCurrent(at, at)).toBe(false)
    await rm(place, { recursive: true })
    expect(isCurrent(at, at)).toBe(false)
  })
})
