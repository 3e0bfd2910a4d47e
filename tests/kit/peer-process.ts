import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** A program of others, running. */
export interface PeerProcess {
  /** What it has written so far. */
  log(): string
  /**
   * Waits until an address answers well.
   * @throws Error with the log where the process ends, or two minutes pass: then it is ended
   */
  untilReady(url: string): Promise<void>
  /** SIGTERM, and after ten seconds SIGKILL. What it wrote is kept in the folder `CAIRN_PEER_LOGS`, where that is set. */
  end(): Promise<void>
}

export function startPeerProcess(
  program: string,
  parameters: readonly string[],
  { cwd, environment = {} }: { cwd: string; environment?: Readonly<Record<string, string>> },
): PeerProcess {
  const child = spawn(program, parameters, { cwd, env: { ...process.env, ...environment } })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      log += chunk.toString()
    })
  }
  let trouble: Error | undefined
  child.on('error', (error) => {
    trouble = error
  })
  const hasEnded = () => trouble !== undefined || child.exitCode !== null || child.signalCode !== null
  const lookUntilReady = async (url: string) => {
    for (let attempt = 0; attempt < 1200; attempt++) {
      if (trouble) throw new Error(`${program} does not start.`, { cause: trouble })
      if (hasEnded()) throw new Error(`${program} ended:\n${log}`)
      if ((await fetch(url).catch(() => undefined))?.ok) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error(`${program} does not get ready:\n${log}`)
  }
  const end = async () => {
    if (!hasEnded()) {
      child.kill('SIGTERM')
      const gone = once(child, 'exit')
      const impatience = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await gone
      clearTimeout(impatience)
    }
    const kept = process.env['CAIRN_PEER_LOGS']
    if (kept) await writeFile(join(kept, `${basename(program)}.log`), log)
  }
  return {
    log: () => log,
    async untilReady(url) {
      try {
        await lookUntilReady(url)
      } catch (error) {
        await end()
        throw error
      }
    },
    end,
  }
}
