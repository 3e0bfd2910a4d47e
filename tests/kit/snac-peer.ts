import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from './free-port.ts'
import { eventually, type Person, personWith } from './person.ts'

const run = promisify(execFile)

/** snac as a server of its own, with one person on it. */
export interface SnacPeer extends AsyncDisposable {
  readonly origin: string
  readonly host: string
  /** Her actor's address and handle. */
  readonly uri: string
  readonly handle: string
  /** Her, by snac's own Mastodon API. */
  readonly person: Person
  /** One of snac's own commands, in her name: `snac <command> <folder> <name> <more…>`. */
  command(command: string, ...more: string[]): Promise<string>
  /** Sends one of the forms of her page there, for what neither its API nor its commands can. */
  fill(form: 'action' | 'note' | 'vote', fields: Readonly<Record<string, string>>): Promise<void>
  /** What snac has written so far. */
  log(): string
}

/** @param program where snac is, see `findSnac` */
export async function startSnac(program: string, username: string): Promise<SnacPeer> {
  await using started = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'cairn-snac-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const data = join(folder, 'data')
  const port = await freePort()
  const host = `127.0.0.1:${port}`
  const origin = `http://${host}`
  await ask(program, ['init', data], ['127.0.0.1', String(port), host, '', ''])
  await changeJson(join(data, 'server.json'), { protocol: 'http', queue_retry_minutes: 0, dbglevel: 1 })
  const told = await ask(program, ['adduser', data, username], [username, '', ''])
  const password = /password is (\S+)/.exec(told)?.[1] ?? ''

  let log = ''
  const child = spawn(program, ['httpd', data], { stdio: ['ignore', 'pipe', 'pipe'] })
  started.defer(() => end(child))
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      log += chunk.toString()
    })
  }
  const token = await eventually(() => fetchToken(origin, username, password), 'a token of snac’s')
  const person = personWith(origin, { id: '', username, token })
  const all = started.move()
  return {
    origin,
    host,
    uri: `${origin}/${username}`,
    handle: `${username}@${host}`,
    person,
    log: () => log,
    async command(command, ...more) {
      const { stdout, stderr } = await run(program, [command, data, username, ...more], { timeout: 30_000 })
      return stdout + stderr
    },
    async fill(form, fields) {
      const answer = await fetch(`${origin}/${username}/admin/${form}`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${btoa(`${username}:${password}`)}`,
          // It reads no fields when a charset is named, as fetch does on its own.
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams(fields).toString(),
        redirect: 'manual',
      })
      if (answer.status !== 303) throw new Error(`snac answered ${answer.status}.`)
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** Runs a command that asks questions, and answers them in order. @returns what it said */
async function ask(
  program: string,
  parameters: readonly string[],
  answers: readonly string[],
): Promise<string> {
  const child = execFile(program, parameters, { timeout: 60_000 })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: string) => {
      said += chunk
    })
  }
  child.stdin?.end(`${answers.join('\n')}\n`)
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`snac ${parameters[0]} ended with ${code}: ${said}`)
  return said
}

async function changeJson(path: string, changes: Record<string, unknown>): Promise<void> {
  const facts = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
  await writeFile(path, JSON.stringify({ ...facts, ...changes }))
}

async function fetchToken(origin: string, login: string, passwd: string): Promise<string | undefined> {
  const body = new URLSearchParams({ login, passwd, redir: '', cid: '', state: '' })
  const answer = await fetch(`${origin}/oauth/x-snac-get-token`, { method: 'POST', body }).catch(
    () => undefined,
  )
  return /\b[0-9a-f]{32}\b/.exec((await answer?.text()) ?? '')?.[0]
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const gone = once(child, 'exit')
  // Its threads look for the end of the server between two tasks; what it has stored is thrown away anyway.
  const impatience = setTimeout(() => child.kill('SIGKILL'), 5000)
  await gone
  clearTimeout(impatience)
}
