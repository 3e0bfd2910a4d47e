import type {
  Actor,
  Clients,
  Done,
  Entry,
  Name,
  OperationId,
  Person,
  Act as Question,
} from '../history/index.ts'
import { chooseWeighted, createDice, type Dice, zipf } from './dice.ts'
import type { Act } from './generate-load.ts'
import { type Mix, productionLike, type Wish } from './mix.ts'

/** People who do what people do: they react to what they have read, and read whom they follow. */
export interface Crowd {
  /** What the next who comes does. */
  next(): Act
}

export interface CrowdOptions {
  readonly clients: Clients
  /** The most popular first. Whom somebody's server knows, they can follow. */
  readonly people: readonly Person[]
  /** Ids of places by server, the most popular first. */
  readonly places: ReadonlyMap<string, readonly string[]>
  readonly seed: number
  readonly mix?: Mix
}

interface Member {
  readonly actor: Actor
  /** Posts read lately, the latest last. */
  readonly seen: OperationId[]
  readonly own: OperationId[]
  readonly liked: OperationId[]
  readonly boosted: OperationId[]
  readonly blocked: Name[]
}

interface Scene {
  readonly options: CrowdOptions
  readonly roll: Dice
  readonly popular: (roll: number) => number
}

/** So much somebody remembers of what they have read and done. */
const memory = 40

export function createCrowd(options: CrowdOptions): Crowd {
  const { clients, people, seed, mix = productionLike } = options
  const roll = createDice(seed)
  const scene = { options, roll, popular: zipf(people.length) }
  const members = people.map((person): Member => {
    const doors = clients.server(person.server).doors.length
    const actor = clients.actAs(person, { door: Math.floor(roll() * doors) })
    return { actor, seen: [], own: [], liked: [], boosted: [], blocked: [] }
  })
  return {
    next() {
      const member = members[Math.floor(roll() * members.length)]
      if (!member) throw new Error('A crowd needs people.')
      const wish = chooseWeighted(roll(), mix)
      const { kind, act, text } = decide(scene, member, wish)
      return {
        kind,
        async run() {
          const done = await member.actor.perform(act, text)
          learn(member, act, done)
          return done.outcome
        },
      }
    },
  }
}

interface Decision {
  readonly kind: string
  readonly act: Question
  readonly text?: string
}

/** Who has nothing to react to reads instead. */
function decide(scene: Scene, member: Member, wish: Wish): Decision {
  const act = toQuestion(scene, member, wish)
  return act
    ? { kind: wish, act, text: textOf(wish) }
    : { kind: 'home', act: { kind: 'list', list: 'home', limit: 20 } }
}

function textOf(wish: Wish): string {
  return wish === 'check in' ? 'Here I am.' : 'The weather, the town, and what came of it.'
}

function toQuestion(scene: Scene, member: Member, wish: Wish): Question | undefined {
  const { roll, options } = scene
  const { seen, own, liked, boosted, blocked, actor } = member
  const of = (
    list: readonly OperationId[],
    kind: 'look' | 'thread' | 'like' | 'unlike' | 'boost' | 'unboost' | 'delete',
  ) => {
    const post = pick(list, roll)
    return post === undefined ? undefined : { kind, post }
  }
  switch (wish) {
    case 'home':
    case 'public':
      return { kind: 'list', list: wish, limit: 20 }
    case 'profile':
      return { kind: 'list', list: 'posts of', whom: choosePerson(scene, member), limit: 20 }
    case 'notifications':
      return { kind: 'notifications', limit: 20 }
    case 'relation':
    case 'follow':
    case 'unfollow':
    case 'block':
      return { kind: wish, whom: choosePerson(scene, member) }
    case 'unblock': {
      const whom = blocked.pop()
      return whom && { kind: 'unblock', whom }
    }
    case 'look':
    case 'thread':
    case 'like':
    case 'boost':
      return of(seen, wish)
    case 'unlike':
      return of(liked, wish)
    case 'unboost':
      return of(boosted, wish)
    case 'delete':
      return of(own, wish)
    case 'post':
      return { kind: 'post', visibility: roll() < 0.8 ? 'public' : roll() < 0.5 ? 'unlisted' : 'private' }
    case 'reply': {
      const replyTo = pick(seen, roll)
      return replyTo === undefined ? undefined : { kind: 'post', visibility: 'public', replyTo }
    }
    case 'check in': {
      const places = options.places.get(actor.person.server) ?? []
      const place = places[zipf(places.length)(roll())]
      return place === undefined ? undefined : { kind: 'post', visibility: 'public', place }
    }
  }
}

/** Somebody else, the popular more often. */
function choosePerson({ options, roll, popular }: Scene, { actor }: Member): Name {
  const chosen = options.people[popular(roll())]
  const other = options.people[Math.floor(roll() * options.people.length)]
  const name = chosen?.name === actor.person.name ? other?.name : chosen?.name
  return name === undefined || name === actor.person.name ? neighbourOf(options.people, actor.person) : name
}

function neighbourOf(people: readonly Person[], { name }: Person): Name {
  return people.find((person) => person.name !== name)?.name ?? name
}

function pick<Item>(list: readonly Item[], roll: Dice): Item | undefined {
  return list[Math.floor(roll() * list.length)]
}

function learn(member: Member, act: Question, done: Done): void {
  if (done.outcome !== 'ok') return
  for (const post of postsIn(done.entries ?? [])) keep(member.seen, post)
  if (act.kind === 'post') keep(member.own, done.op)
  if (act.kind === 'like') keep(member.liked, act.post)
  if (act.kind === 'boost') keep(member.boosted, act.post)
  if (act.kind === 'block') keep(member.blocked, act.whom)
  if (act.kind === 'delete') forget(member, act.post)
}

function postsIn(entries: readonly Entry[]): OperationId[] {
  return entries.flatMap(({ op, isBoost }) => (isBoost ? [] : (op ?? [])))
}

function keep<Item>(list: Item[], item: Item): void {
  if (list.includes(item)) return
  list.push(item)
  if (list.length > memory) list.shift()
}

function forget(member: Member, post: OperationId): void {
  for (const list of [member.seen, member.own, member.liked, member.boosted]) {
    const index = list.indexOf(post)
    if (index >= 0) list.splice(index, 1)
  }
}
