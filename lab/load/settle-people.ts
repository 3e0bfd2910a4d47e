import { type Clients, type Person, type ServerDoors, signUp } from '../history/index.ts'
import { createDice, zipf } from './dice.ts'

export interface Settled {
  /** The most popular first; servers take turns. */
  readonly people: readonly Person[]
  readonly places: ReadonlyMap<string, readonly string[]>
}

export interface SettlementPlan {
  /** On each server. */
  readonly peoplePerServer: number
  /** How many each follows, the popular more often. */
  readonly followsPerPerson: number
  readonly placesPerServer: number
  readonly seed: number
}

/** Signs people up, makes places, lets servers know each other's people. */
export async function settlePeople(servers: readonly ServerDoors[], plan: SettlementPlan): Promise<Settled> {
  const lists = await Promise.all(
    servers.map((server) =>
      signUp(
        server,
        Array.from({ length: plan.peoplePerServer }, (_, index) => `p${index}`),
      ),
    ),
  )
  const people = Array.from({ length: plan.peoplePerServer }, (_, index) =>
    lists.flatMap((list) => list[index] ?? []),
  ).flat()
  const places = new Map<string, string[]>()
  for (const server of servers) {
    const creator = people.find((person) => person.server === server.name)
    places.set(server.name, creator ? await makePlaces(server, creator, plan.placesPerServer) : [])
  }
  return { people, places }
}

/** Lets everybody's server know everybody, and people follow each other. The follows are part of the history. */
export async function meetAndFollow(
  clients: Clients,
  { people }: Settled,
  { seed, followsPerPerson }: SettlementPlan,
): Promise<void> {
  const askers = new Map(people.map((person) => [person.server, person]))
  for (const asker of askers.values()) for (const person of people) await clients.meet(asker, person)
  const roll = createDice(seed)
  const popular = zipf(people.length)
  for (const person of people) {
    const wanted = Array.from({ length: followsPerPerson }, () => people[popular(roll())])
    const chosen = new Set(wanted.filter((other) => other !== undefined && other !== person))
    const actor = clients.actAs(person)
    for (const other of chosen) if (other) await actor.perform({ kind: 'follow', whom: other.name })
  }
}

async function makePlaces({ doors }: ServerDoors, { token }: Person, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let number = 0; number < count; number++) {
    // A kilometre from one to the next, so that none is taken for another.
    const body = { name: `Place ${number}`, latitude: 48 + number / 100, longitude: 9 + number / 100 }
    const reply = await doors[0]?.ask({ method: 'POST', path: '/api/cairn/v1/places', token, body })
    if (reply?.outcome !== 'ok') throw new Error(`No place: ${reply?.because}`)
    ids.push(reply.body.id)
  }
  return ids
}
