import type { Door } from './ask.ts'
import type { Name } from './operation.ts'

/** A server as clients see it: a name of the lab and the doors that lead to it. */
export interface ServerDoors {
  readonly name: string
  /** As it calls itself, whatever its doors are: `https://cairn.example`. */
  readonly origin: string
  readonly doors: readonly Door[]
}

/** Somebody with an account here and a token. */
export interface Person {
  readonly name: Name
  readonly username: string
  readonly server: string
  /** On the own server. */
  readonly id: string
  readonly token: string
}

const scopes = 'read write follow push'

/**
 * Signs people up by the API, as apps do; they accept followers without being asked.
 * @throws Error when the server takes nobody, or refuses a name
 */
export async function signUp(server: ServerDoors, usernames: readonly string[]): Promise<Person[]> {
  const [door] = server.doors
  if (!door) throw new Error(`${server.name} has no door.`)
  const appToken = await registerApp(door)
  const people: Person[] = []
  for (const username of usernames) {
    const body = {
      username,
      email: `${username}@lab.example`,
      password: `lab ${crypto.randomUUID()}`,
      agreement: true,
      locale: 'en',
    }
    const { access_token: token } = await must(door, '/api/v1/accounts', { token: appToken, body })
    const path = '/api/v1/accounts/update_credentials'
    const { id } = await must(door, path, { token, body: { locked: false }, method: 'PATCH' })
    people.push({ name: `${username}@${server.name}`, username, server: server.name, id, token })
  }
  return people
}

async function registerApp(door: Door): Promise<string> {
  const uri = 'urn:ietf:wg:oauth:2.0:oob'
  const app = await must(door, '/api/v1/apps', {
    body: { client_name: 'Lab', redirect_uris: uri, scopes },
  })
  const { access_token: token } = await must(door, '/oauth/token', {
    body: {
      grant_type: 'client_credentials',
      client_id: app.client_id,
      client_secret: app.client_secret,
      redirect_uri: uri,
      scope: scopes,
    },
  })
  return token
}

async function must(
  door: Door,
  path: string,
  how: { token?: string; body: unknown; method?: 'POST' | 'PATCH' },
) {
  const reply = await door.ask({ method: 'POST', path, onceWithinMs: 60_000, ...how })
  if (reply.outcome !== 'ok') throw new Error(`${path}: ${reply.because}`)
  return reply.body
}
