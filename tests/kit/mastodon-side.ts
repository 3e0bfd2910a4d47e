import sharp from 'sharp'
import { eventually, type Person } from './person.ts'

/** A server that speaks Mastodon's API, with people on it, as one side of a journey between two. */
export interface MastodonSide {
  /** The software, as tests name it. */
  readonly name: string
  readonly origin: string
  /** As it stands in handles. */
  readonly host: string
  readonly people: Readonly<Record<string, Person>>
}

// What an API answers is the test's to know.
// oxlint-disable-next-line typescript/no-explicit-any
export type Body = any

/** One of the people, by name. @throws Error where nobody is called so */
export function personOf(side: MastodonSide, username: string): Person {
  const person = side.people[username]
  if (!person) throw new Error(`Nobody on ${side.name} is ${username}.`)
  return person
}

export const handleOf = (side: MastodonSide, username: string): string => `@${username}@${side.host}`

/** What the API answers, where it answers well. @throws Error with the refusal */
export async function ask(person: Person, method: string, path: string, body?: unknown): Promise<Body> {
  const answer = await person.call(method, path, body)
  if (answer.status >= 300)
    throw new Error(`${method} ${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** What a search finds that may ask other servers. */
export function search(person: Person, wanted: string): Promise<Body> {
  return ask(person, 'GET', `/api/v2/search?resolve=true&q=${encodeURIComponent(wanted)}`)
}

/** An account of another server as this person's server knows it. @throws Error where the search finds nobody */
export async function findAccount(person: Person, wanted: string): Promise<Body> {
  const { accounts } = await search(person, wanted)
  if (accounts[0] === undefined) throw new Error(`${person.username} does not find ${wanted}.`)
  return accounts[0]
}

/** How a person stands to an account. */
export async function relationTo(person: Person, id: string): Promise<Body> {
  return (await ask(person, 'GET', `/api/v1/accounts/relationships?id[]=${id}`))[0]
}

/** Asks to follow, and waits until that stands. */
export async function follow(person: Person, wanted: string): Promise<Body> {
  const account = await findAccount(person, wanted)
  await ask(person, 'POST', `/api/v1/accounts/${account.id}/follow`)
  await eventually(async () => (await relationTo(person, account.id)).following, `a follow of ${wanted}`)
  return account
}

/** A post as it arrives in somebody's home, by the address that its own server gave it. */
export function arrived(person: Person, post: { readonly uri: string }): Promise<Body> {
  return eventually(
    async () =>
      (await ask(person, 'GET', '/api/v1/timelines/home?limit=40')).find(
        (status: Body) => status.uri === post.uri,
      ),
    `${post.uri} in the home of ${person.username}`,
  )
}

/** A notification of a kind, from an account with that name. */
export function told(person: Person, type: string, from: string, about?: string): Promise<Body> {
  return eventually(
    async () =>
      (await ask(person, 'GET', '/api/v1/notifications?limit=40')).find(
        (one: Body) =>
          one.type === type && one.account.username === from && (!about || one.status?.id === about),
      ),
    `a ${type} of ${from}’s told to ${person.username}`,
  )
}

export const publish = (person: Person, status: string, more: object = {}): Promise<Body> =>
  ask(person, 'POST', '/api/v1/statuses', { status, visibility: 'public', ...more })

/** A picture uploaded, with a text that describes it. @returns its id */
export async function upload(person: Person, description: string): Promise<string> {
  const form = new FormData()
  form.append('file', new Blob([new Uint8Array(await picture('#0a6'))], { type: 'image/png' }), 'sea.png')
  form.append('description', description)
  form.append('focus', '0.5,-0.5')
  return (await ask(person, 'POST', '/api/v1/media', form)).id
}

export function picture(background: string, side = 240): Promise<Buffer> {
  return sharp({ create: { width: side, height: side, channels: 4, background } })
    .png()
    .toBuffer()
}
