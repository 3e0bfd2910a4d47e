import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { eventually } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'
import {
  type Actor,
  type Clients,
  createClients,
  createRecorder,
  type Door,
  type History,
  openDoor,
  type Person,
  type Recorder,
  readAllFinal,
  readHistory,
  signUp,
} from '../../history/index.ts'
import type { DefectName } from './defects.ts'
import { flagsOfBrokenBuild } from './flags.ts'

/** One server, true or broken, with three people and a history that is being recorded. */
export interface Stage extends AsyncDisposable {
  readonly server: TestServer
  readonly clients: Clients
  readonly recorder: Recorder
  readonly door: Door
  readonly people: readonly Person[]
  readonly ada: Actor
  readonly bea: Actor
  readonly cid: Actor
  /** Waits until the consumers whose effects are read have handled, or say that they have, all that was announced. */
  untilHandled(): Promise<void>
  /** Reads everything, and gives back the whole history. */
  finish(): Promise<History>
}

/** @param through the port of a network that leads to the server's port, when there is one between */
export async function openStage(
  defect?: DefectName,
  through: (port: number) => number = (port) => port,
): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'cairn-stage-'))
  const file = join(folder, 'history.jsonl')
  const server = await startServer({ flags: defect ? flagsOfBrokenBuild(defect) : [] })
  const { port } = new URL(server.origin)
  const door = openDoor(`http://127.0.0.1:${through(Number(port))}`, { retries: 12 })
  const doors = { name: 'one', origin: server.origin, doors: [door] }
  const direct = openDoor(server.origin)
  const people = await signUp({ ...doors, doors: [direct] }, ['ada', 'bea', 'cid'])
  const recorder = createRecorder(file)
  const clients = createClients(recorder, [doors])
  const [ada, bea, cid] = people.map((person) => clients.actAs(person))
  if (!ada || !bea || !cid) throw new Error('Somebody is missing.')
  for (const one of people) for (const other of people) await clients.meet(one, other)
  return {
    server,
    clients,
    recorder,
    door,
    people,
    ada,
    bea,
    cid,
    untilHandled: () => untilHandled(server),
    finish: async () => readAllFinal({ clients, recorder, people, history: await readHistory(file) }),
    async [Symbol.asyncDispose]() {
      recorder[Symbol.dispose]()
      await door[Symbol.asyncDispose]()
      await direct[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const read = {
  home: ['post.published', 'follow.accepted', 'follow.ended', 'account.blocked'],
  'post-counting': ['post.published', 'post.deleted'],
}

async function untilHandled({ databaseUrl }: TestServer): Promise<void> {
  const sql = postgres(databaseUrl ?? '', { max: 1, onnotice: () => undefined })
  try {
    for (const [consumer, types] of Object.entries(read)) {
      await eventually(async () => {
        const [waiting] = await sql`
          select 1 from events as e
          left join event_cursors as c on c.consumer = ${consumer}
          where e.type = any(${types}) and (c.xid is null or (c.xid, c.id) < (e.xid, e.id))
          limit 1
        `
        return waiting === undefined
      }, `consumer ${consumer}`)
    }
  } finally {
    await sql.end()
  }
}
