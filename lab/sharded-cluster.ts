import { once } from 'node:events'
import type { Experiment } from './experiment.ts'
import { buildCluster } from './topology/build-cluster.ts'
import { startCitus } from './topology/start-citus.ts'
import { startNats } from './topology/start-nats.ts'

/** As `cluster`, with the tables spread over nodes of Citus in place of one PostgreSQL that fails over. */
export const shardedCluster: Experiment = {
  name: 'cluster',
  session: 3,
  title: 'Many machines, on one, with a sharded database',
  question: 'What does Cairn look like when its largest tables lie on several nodes?',
  seconds: 24 * 3600,
  async run(lab) {
    const nats = await startNats(lab)
    const citus = await startCitus(lab, { workers: 2 })
    const cairn = await buildCluster(lab, {
      databaseUrl: citus.url,
      web: 3,
      workers: 2,
      people: 3,
      env: { NATS_URL: nats.urls.join(','), NATS_MONITORING_URL: nats.monitors.join(',') },
    })
    lab.picture.edge('database', citus.coordinator.name)
    for (const { name } of [...cairn.web, ...cairn.workers])
      for (const node of nats.nodes) lab.picture.edge(name, node.name)
    const lines = [
      `Cairn:       ${cairn.origin}   (three web processes behind HAProxy, two workers)`,
      `people:      ${cairn.people.map(({ username }) => `${username}@example.org`).join(', ')}; password: correct horse battery`,
      `coordinator: ${citus.url}`,
      ...citus.workers.map(({ name, url }) => `  ${name}    ${url('cairn')}`),
      `JetStream:   ${nats.urls.join(' ')}`,
      'Where what lies:  select * from citus_tables; select * from citus_shards;',
      'Ctrl-C ends all of it.',
    ]
    for (const line of lines) lab.say(line)
    await once(lab.signal, 'abort')
    throw lab.signal.reason
  },
}
