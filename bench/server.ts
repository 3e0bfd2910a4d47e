import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'

const run = promisify(execFile)
const root = new URL('../', import.meta.url).pathname

/** The real server with its embedded database, every commit written to disk, as users have it. */
export interface BenchServer extends AsyncDisposable {
  readonly origin: string
  readonly sql: postgres.Sql
  cairn(...args: string[]): Promise<string>
  /** Creates an account. @returns its id and token */
  person(username: string): Promise<{ id: string; token: string }>
  /** Resident memory of the server process, in MiB. */
  memory(): Promise<number>
  /** Seconds of a core that the server process and its database have used so far. */
  cpu(): Promise<{ server: number; database: number }>
}

/** @param settings beside those of every benchmark */
export async function startBenchServer(
  settings: Readonly<Record<string, string>> = {},
): Promise<BenchServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cairn-bench-'))
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const environment = {
    PATH: process.env['PATH'] ?? '',
    // As `npm start` has it: else the server loads what strips types from its sources, and holds it.
    NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled'),
    CAIRN_ORIGIN: origin,
    PORT: String(port),
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    CAIRN_GAZETTEER: 'off',
    CAIRN_RATE_LIMIT: '0',
    CAIRN_ALLOW_PRIVATE_PEERS: '127.0.0.0/8',
    ...settings,
  }
  const startedAt = performance.now()
  // BENCH_CPU_PROFILE names a folder for a profile of the server.
  const profile = process.env['BENCH_CPU_PROFILE']
  // BENCH_NODE_FLAGS adds flags, such as --max-old-space-size=96: what is kept for good does not fit in there.
  const further = process.env['BENCH_NODE_FLAGS']?.split(' ') ?? []
  // As `npm start` runs it.
  const flags = [
    '--max-semi-space-size=4',
    '--heap-growing-percent=40',
    ...further,
    ...(profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []),
  ]
  const child = spawn(process.execPath, [...flags, join(root, 'src/main.ts')], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  for (let attempt = 0; ; attempt++) {
    const ready = await fetch(`${origin}/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (ready) break
    if (attempt > 6000) {
      child.kill()
      throw new Error('The server does not get ready.')
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  process.stdout.write(
    `first start to first answer: ${((performance.now() - startedAt) / 1000).toFixed(2)} s\n`,
  )
  const cairn = async (...args: string[]) => {
    const { stdout } = await run(process.execPath, [join(root, 'src/cli.ts'), ...args], { env: environment })
    return stdout.trim()
  }
  const sql = postgres(JSON.parse(await readFile(join(dataDir, 'postgres-connection.json'), 'utf8')), {
    max: 2,
  })
  return {
    origin,
    sql,
    cairn,
    async person(username) {
      const created = await cairn(
        'account',
        'create',
        '--username',
        username,
        '--email',
        `${username}@example.org`,
        '--password',
        'correct horse battery',
        '--open',
      )
      const token = await cairn(
        'token',
        'create',
        '--username',
        username,
        '--scopes',
        'read write follow push',
      )
      return { id: (JSON.parse(created) as { id: string }).id, token }
    },
    async memory() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
    },
    cpu: () => measureCpu(child.pid ?? 0),
    async [Symbol.asyncDispose]() {
      await sql.end()
      child.kill('SIGTERM')
      await once(child, 'exit')
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('No free port.')
  return address.port
}

/** Reads /proc: the process, and apart from it all that descend from it. */
async function measureCpu(pid: number): Promise<{ server: number; database: number }> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const processes = (await Promise.all(numbers.map(readProcess))).filter((one) => one !== undefined)
  const parents = new Map(processes.map((one) => [one.pid, one.parent]))
  const descends = (one: number): boolean => {
    const parent = parents.get(one)
    return parent === pid || (parent !== undefined && parent > 1 && descends(parent))
  }
  const sum = (list: typeof processes) => list.reduce((total, { seconds }) => total + seconds, 0)
  return {
    server: sum(processes.filter((one) => one.pid === pid)),
    database: sum(processes.filter((one) => descends(one.pid))),
  }
}

/** Times there are in hundredths of a second on every Linux that Node runs on. */
async function readProcess(
  name: string,
): Promise<{ pid: number; parent: number; seconds: number } | undefined> {
  const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  if (fields.length < 20) return undefined
  const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number)
  return { pid: Number(name), parent: parent ?? 0, seconds: ((user ?? 0) + (system ?? 0)) / 100 }
}
