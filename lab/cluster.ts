import { once } from 'node:events'
import type { Experiment } from './experiment.ts'
import type { Lab } from './lab.ts'
import { buildReplicated } from './topology/build-replicated.ts'
import { startNats } from './topology/start-nats.ts'

/** Not an experiment, but all that experiments are made on: it stays until somebody has seen enough. */
export const cluster: Experiment = {
  name: 'cluster',
  session: 2,
  title: 'Many machines, on one',
  question: 'What does Cairn look like on its engines for many machines?',
  seconds: 24 * 3600,
  async run(lab) {
    const nats = await startNats(lab)
    const { cluster: cairn, patroni } = await buildReplicated(lab, {
      web: 3,
      workers: 2,
      people: 3,
      sticky: true,
      env: {
        NATS_URL: nats.urls.join(','),
        NATS_MONITORING_URL: nats.monitors.join(','),
      },
    })
    for (const { name } of [...cairn.web, ...cairn.workers])
      for (const node of nats.nodes) lab.picture.edge(name, node.name)
    describe(lab, [
      `Cairn:       ${cairn.origin}   (three web processes behind HAProxy, two workers)`,
      `people:      ${cairn.people.map(({ username }) => `${username}@example.org`).join(', ')}; password: correct horse battery`,
      `PostgreSQL:  ${patroni.url}   (the primary, by HAProxy)`,
      ...patroni.nodes.map(
        ({ name, host, port, restPort }) =>
          `  ${name}        ${host}:${port}, Patroni: http://${host}:${restPort}/cluster`,
      ),
      `JetStream:   ${nats.urls.join(' ')}`,
      ...nats.monitors.map((monitor) => `             ${monitor}/jsz?streams=1`),
      'Ctrl-C ends all of it.',
    ])
    await once(lab.signal, 'abort')
    throw lab.signal.reason
  },
}

function describe(lab: Lab, lines: readonly string[]): void {
  for (const line of lines) lab.say(line)
}
