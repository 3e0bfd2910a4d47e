import { access, chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startGoToSocial } from '#kit/gotosocial-peer.ts'
import { startMisskey } from '#kit/misskey-peer.ts'

let folder: string
let notes: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-failing-'))
  notes = join(folder, 'notes')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function addProgram(path: string, lines: readonly string[]): Promise<void> {
  const at = join(folder, path)
  await mkdir(dirname(at), { recursive: true })
  await writeFile(at, lines.join('\n'))
  await chmod(at, 0o755)
}

/** Each program that was started writes a line: its id, and its folder. */
async function readNotes() {
  const lines = (await readFile(notes, 'utf8')).trim().split('\n')
  return lines.map((line) => {
    const [pid = '', ...cwd] = line.split(' ')
    return { pid: Number(pid), cwd: cwd.join(' ') }
  })
}

async function expectNothingLeft(programs: number): Promise<void> {
  const started = await readNotes()
  expect(started).toHaveLength(programs)
  for (const { pid, cwd } of started) {
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    await expect(access(cwd)).rejects.toThrow('ENOENT')
  }
}

it('leaves no Redis behind where Misskey’s migrations fail', async () => {
  await addProgram('redis', [
    '#!/bin/sh',
    `echo "$$ $PWD" > '${notes}.new' && mv '${notes}.new' '${notes}'`,
    'exec sleep 600',
  ])
  await addProgram('packages/backend/node_modules/typeorm/cli.js', [
    'const look = () => {',
    `  if (require('node:fs').existsSync(${JSON.stringify(notes)})) throw new Error('No table is made.')`,
    '  setTimeout(look, 10)',
    '}',
    'look()',
  ])
  const starting = startMisskey(folder, { redis: join(folder, 'redis'), usernames: [] })
  await expect(starting).rejects.toThrow('No table is made.')
  await expectNothingLeft(1)
})

// It listens at port 80, which root alone may take.
it.skipIf(process.getuid?.() !== 0)('leaves no GoToSocial behind where nobody can sign in', async () => {
  await addProgram('gotosocial', [
    `#!${process.execPath}`,
    'const [, config, command] = process.argv.slice(2)',
    "if (command === 'server') {",
    "  const fs = require('node:fs')",
    `  fs.appendFileSync(${JSON.stringify(notes)}, process.pid + ' ' + process.cwd() + '\\n')`,
    "  const host = JSON.parse(fs.readFileSync(config))['bind-address']",
    "  const answer = ({ url }, response) => response.writeHead(url === '/readyz' ? 200 : 500).end('No.')",
    "  require('node:http').createServer(answer).listen(80, host)",
    '}',
  ])
  await expect(startGoToSocial(folder, ['anna'])).rejects.toThrow('not valid JSON')
  await expectNothingLeft(2)
})
