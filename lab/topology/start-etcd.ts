import { join } from 'node:path'
import { freePort } from '#kit/free-port.ts'
import type { Lab } from '../lab.ts'
import { fetchPrograms } from './fetch-programs.ts'
import { type LabProcess, startProcess } from './start-process.ts'
import { InVain, waitFor } from './wait-for.ts'

/** One member of the three that agree on who leads. */
export interface EtcdMember {
  readonly name: string
  /** `host:port` for its clients. */
  readonly client: string
  readonly process: LabProcess
}

/** Three etcd members, or as many as there are places for them. */
export async function startEtcd(
  lab: Lab,
  places: readonly { readonly host: string; readonly namespace?: string }[] = [
    { host: '127.0.0.1' },
    { host: '127.0.0.1' },
    { host: '127.0.0.1' },
  ],
): Promise<EtcdMember[]> {
  const programs = await fetchPrograms(lab, 'etcd')
  const facts: { name: string; namespace: string | undefined; client: string; peer: string }[] = []
  for (const [index, { host, namespace }] of places.entries()) {
    const name = `etcd${index + 1}`
    facts.push({
      name,
      namespace,
      client: `${host}:${await freePort()}`,
      peer: `${host}:${await freePort()}`,
    })
    lab.picture.node({ id: name, kind: 'store', label: name })
  }
  const all = facts.map(({ name, peer }) => `${name}=http://${peer}`).join(',')
  const members = facts.map(({ name, namespace, client, peer }) => ({
    name,
    client,
    process: startProcess(lab, {
      name,
      command: programs.file('usr/bin/etcd'),
      namespace,
      args: [
        ['--name', name],
        ['--data-dir', join(lab.folder, name)],
        ['--listen-client-urls', `http://${client}`],
        ['--advertise-client-urls', `http://${client}`],
        ['--listen-peer-urls', `http://${peer}`],
        ['--initial-advertise-peer-urls', `http://${peer}`],
        ['--initial-cluster', all],
        ['--heartbeat-interval', '250'],
        ['--election-timeout', '2500'],
        ['--log-level', 'warn'],
        // Otherwise one that comes back makes the others elect anew, and for seconds nobody can renew a lease.
        '--pre-vote=true',
      ].flat(),
    }),
  }))
  for (const { name, client, process } of members)
    await waitFor(
      `${name} to agree with the others`,
      async () => {
        if (!process.isRunning()) throw new InVain(process.output())
        const answer = await fetch(`http://${client}/health`, { signal: AbortSignal.timeout(1000) })
        return answer.ok && ((await answer.json()) as { health: string }).health === 'true'
      },
      { seconds: 30, signal: lab.signal },
    )
  return members
}
