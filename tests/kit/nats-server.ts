import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'

/** One nats-server with JetStream. */
export interface NatsServer extends AsyncDisposable {
  /** `nats://127.0.0.1:…` */
  readonly url: string
  readonly monitoring: string
  /** kill -9. */
  kill(): Promise<void>
  /** Starts again on the same folder and ports. */
  start(): Promise<void>
}

/**
 * @param program see `findNatsServer`
 * @param options.sync `always` by default; `late` is how nats-server is without a word
 */
export async function startNats(
  program: string,
  options: { readonly sync?: 'always' | 'late'; readonly monitoring?: boolean } = {},
): Promise<NatsServer> {
  const folder = await mkdtemp(join(tmpdir(), 'cairn-nats-'))
  const [port, monitoringPort] = [await freePort(), await freePort()]
  const config = join(folder, 'nats.conf')
  await writeFile(
    config,
    [
      `listen: "127.0.0.1:${port}"`,
      (options.monitoring ?? true) ? `http: "127.0.0.1:${monitoringPort}"` : '',
      `jetstream { store_dir: "${folder}/store"${options.sync === 'late' ? '' : ', sync_interval: always'} }`,
    ].join('\n'),
  )
  let child: ChildProcess | undefined
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const start = async () => {
    child = spawn(program, ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    await new Promise<void>((resolve, reject) => {
      child?.once('exit', () => reject(new Error(`nats-server ended:\n${said}`)))
      child?.stderr?.on('data', (chunk: Buffer) => {
        said += chunk.toString()
        if (said.includes('Server is ready')) resolve()
      })
    })
  }
  await start()
  return {
    url: `nats://127.0.0.1:${port}`,
    monitoring: `http://127.0.0.1:${monitoringPort}`,
    kill,
    start,
    async [Symbol.asyncDispose]() {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
