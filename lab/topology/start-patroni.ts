import { chown, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '#kit/free-port.ts'
import type { Lab } from '../lab.ts'
import { fetchPrograms, type Programs } from './fetch-programs.ts'
import { findPostgres, nobody, query } from './start-postgres.ts'
import { type LabProcess, startProcess } from './start-process.ts'
import { InVain, waitFor } from './wait-for.ts'

/** One PostgreSQL under Patroni. */
export interface PatroniNode {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly restPort: number
  /** Patroni itself; PostgreSQL is its child and lives in a session of its own. */
  readonly patroni: () => LabProcess
  readonly dataDir: string
  /** Ends Patroni and PostgreSQL at the same instant, as a machine that loses its power. */
  kill(): Promise<void>
  start(): Promise<void>
}

/** A primary with a synchronous standby, failing over by itself. */
export interface PatroniCluster {
  /** By HAProxy: always the primary of the moment. */
  readonly url: string
  readonly nodes: readonly PatroniNode[]
  /** @returns undefined while there is none */
  primary(): Promise<PatroniNode | undefined>
  /** Whether a standby follows, so that another hand-over may begin. */
  hasStandby(): Promise<boolean>
  /** Hands the lead over in order. */
  switchOver(): Promise<void>
}

export interface PatroniOptions {
  /** Where each node lives; default loopback. */
  readonly places?: readonly { readonly host: string; readonly namespace?: string }[]
  /** False: commits do not wait for a standby. */
  readonly synchronous?: boolean
  /** Further settings of PostgreSQL. */
  readonly parameters?: Readonly<Record<string, string>>
}

const password = 'lab'

/** The settings of docs/design/decisions: refused writes for at most half a minute, nothing acknowledged lost. */
const dynamic = (synchronous: boolean, parameters: Readonly<Record<string, string>>) => ({
  ttl: 20,
  loop_wait: 3,
  retry_timeout: 5,
  synchronous_mode: synchronous,
  primary_start_timeout: 0,
  maximum_lag_on_failover: 1_048_576_000,
  postgresql: {
    use_pg_rewind: true,
    parameters: { max_connections: 120, wal_log_hints: 'on', synchronous_commit: 'on', ...parameters },
  },
})

/**
 * Two PostgreSQL under Patroni, etcd to agree by, and HAProxy before them.
 * @param etcd where its clients reach it; each member of the lab's etcd is one
 */
export async function startPatroni(
  lab: Lab,
  etcd: readonly string[],
  options: PatroniOptions = {},
): Promise<PatroniCluster> {
  const programs = await fetchPrograms(lab, 'patroni-4', { reachable: true })
  const places = options.places ?? [{ host: '127.0.0.1' }, { host: '127.0.0.1' }]
  const { synchronous = true } = options
  lab.say('starting two PostgreSQL under Patroni')
  const nodes: PatroniNode[] = []
  for (const [index, place] of places.entries()) {
    const node = await prepareNode(lab, {
      name: `pg${index + 1}`,
      etcd,
      programs,
      synchronous,
      parameters: options.parameters ?? {},
      ...place,
    })
    nodes.push(node)
    await node.start()
    if (index === 0)
      await waitFor(
        'the first primary',
        () => {
          if (!node.patroni().isRunning()) throw new InVain(node.patroni().output())
          return isPrimary(node)
        },
        { seconds: 60, signal: lab.signal },
      )
  }
  const url = await startDatabaseBalancer(lab, nodes)
  const role = synchronous ? /^sync_standby$/ : /^replica$/
  await waitFor('a standby that follows', () => hasStandby(nodes, role), { seconds: 60, signal: lab.signal })
  const primary = async () => {
    for (const node of nodes) if (await isPrimary(node)) return node
    return undefined
  }
  return {
    url,
    nodes,
    primary,
    hasStandby: () => hasStandby(nodes, role),
    async switchOver() {
      const leader = await primary()
      const body = JSON.stringify({ leader: leader?.name })
      const answer = await fetch(`http://${leader?.host}:${leader?.restPort}/switchover`, {
        method: 'POST',
        body,
      })
      if (!answer.ok) throw new Error(`Patroni refused: ${await answer.text()}`)
    },
  }
}

interface NodeFacts {
  readonly name: string
  readonly host: string
  readonly namespace?: string
  readonly etcd: readonly string[]
  readonly programs: Programs
  readonly synchronous: boolean
  readonly parameters: Readonly<Record<string, string>>
}

async function prepareNode(lab: Lab, facts: NodeFacts): Promise<PatroniNode> {
  const { name, host, programs } = facts
  const folder = join(lab.folder, name)
  await mkdir(folder, { mode: 0o700 })
  await chown(folder, nobody.uid, nobody.gid)
  const [port, restPort] = [await freePort(), await freePort()]
  const dataDir = join(folder, 'data')
  const file = join(folder, 'patroni.yml')
  // Patroni reads YAML, of which JSON is a part.
  await writeFile(file, JSON.stringify(configure({ ...facts, port, restPort, dataDir, folder })))
  await chown(file, nobody.uid, nobody.gid)
  lab.picture.node({ id: name, kind: 'database', label: name })
  let child: LabProcess | undefined
  const start = async () => {
    child = startProcess(lab, {
      name,
      command: '/usr/bin/python3',
      args: ['-m', 'patroni', file],
      env: { ...programs.env, PYTHONUNBUFFERED: '1' },
      cwd: folder,
      ...nobody,
      namespace: facts.namespace,
    })
  }
  return {
    name,
    host,
    port,
    restPort,
    dataDir,
    start,
    patroni: () => {
      if (!child) throw new Error(`${name} was never started.`)
      return child
    },
    async kill() {
      const pid = await readPostmaster(dataDir)
      const dying = child?.kill()
      if (pid) process.kill(pid, 'SIGKILL')
      await dying
    },
  }
}

function configure({
  name,
  host,
  etcd,
  synchronous,
  parameters,
  port,
  restPort,
  dataDir,
  folder,
}: NodeFacts & { port: number; restPort: number; dataDir: string; folder: string }): object {
  return {
    scope: 'lab',
    name,
    restapi: { listen: `${host}:${restPort}`, connect_address: `${host}:${restPort}` },
    etcd3: { hosts: etcd.join(',') },
    bootstrap: {
      dcs: dynamic(synchronous, parameters),
      initdb: [{ encoding: 'UTF8' }, { locale: 'C.UTF-8' }, 'data-checksums'],
      pg_hba: [
        'local all all trust',
        'host all all 0.0.0.0/0 scram-sha-256',
        'host replication replicator 0.0.0.0/0 scram-sha-256',
      ],
    },
    postgresql: {
      listen: `${host}:${port}`,
      connect_address: `${host}:${port}`,
      data_dir: dataDir,
      bin_dir: findPostgres(),
      pgpass: join(folder, 'pgpass'),
      // Otherwise a copy waits for the next checkpoint, minutes away.
      basebackup: [{ checkpoint: 'fast' }],
      authentication: {
        superuser: { username: 'postgres', password },
        replication: { username: 'replicator', password },
        rewind: { username: 'rewinder', password },
      },
      parameters: { unix_socket_directories: folder, shared_buffers: '64MB' },
    },
  }
}

async function startDatabaseBalancer(lab: Lab, nodes: readonly PatroniNode[]): Promise<string> {
  const programs = await fetchPrograms(lab, 'haproxy')
  const port = await freePort()
  const file = join(lab.folder, 'haproxy-database.cfg')
  const servers = nodes.map(
    ({ name, host, port: target, restPort }) => `  server ${name} ${host}:${target} check port ${restPort}`,
  )
  await writeFile(
    file,
    `global
  maxconn 1000
defaults
  mode tcp
  timeout connect 2s
  timeout client 1h
  timeout server 1h
listen postgres_primary
  bind 127.0.0.1:${port}
  option httpchk OPTIONS /primary
  http-check expect status 200
  default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
${servers.join('\n')}
`,
  )
  const { env } = programs
  startProcess(lab, {
    name: 'haproxy-database',
    command: programs.file('usr/sbin/haproxy'),
    args: ['-db', '-f', file],
    env,
  })
  const url = `postgres://postgres:${password}@127.0.0.1:${port}`
  await waitFor('the primary behind HAProxy', () => query(`${url}/postgres`, 'create database cairn'), {
    signal: lab.signal,
  })
  return `${url}/cairn`
}

/** Asks Patroni; one that does not answer is none. */
async function isPrimary({ host, restPort }: PatroniNode): Promise<boolean> {
  return fetch(`http://${host}:${restPort}/primary`, { signal: AbortSignal.timeout(1000) }).then(
    ({ ok }) => ok,
    () => false,
  )
}

/** Whether a commit would wait for the standby: from then on a fail-over loses nothing. */
async function hasStandby(nodes: readonly PatroniNode[], wanted: RegExp): Promise<boolean> {
  for (const node of nodes) {
    // One that was cut off goes on telling what it last knew.
    if (!(await isPrimary(node))) continue
    const { host, restPort } = node
    const answer = await fetch(`http://${host}:${restPort}/cluster`, {
      signal: AbortSignal.timeout(1000),
    }).catch(() => undefined)
    if (!answer?.ok) continue
    const { members } = (await answer.json()) as { members: { role: string; state: string }[] }
    return members.some(({ role, state }) => wanted.test(role) && /running|streaming/.test(state))
  }
  return false
}

async function readPostmaster(dataDir: string): Promise<number | undefined> {
  const text = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => '')
  return Number(text.split('\n')[0]) || undefined
}
