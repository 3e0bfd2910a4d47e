import { type Person, personWith } from '#kit/person.ts'
import { type Operated, openAdminOf } from './open-admin-of.ts'

/**
 * Makes accounts whom anybody may follow, by the operator's own code, and gives each a token.
 * @param server `reachedAt` is where the clients of the lab send their requests
 */
export async function enrol(
  server: Operated & { readonly reachedAt?: string },
  usernames: readonly string[],
): Promise<Person[]> {
  await using admin = await openAdminOf(server)
  const people: Person[] = []
  for (const username of usernames) {
    const made = await admin.access.createUser({
      username,
      email: `${username}@example.org`,
      password: 'correct horse battery',
      role: 'user',
      displayName: undefined,
      locked: false,
    })
    if (made.kind === 'refused') throw new Error(`${username}: ${JSON.stringify(made.problems)}`)
    const token = await admin.access.createTokenFor(made.account.id, ['read', 'write', 'follow', 'push'])
    people.push(personWith(server.reachedAt ?? server.origin, { id: made.account.id, username, token }))
  }
  return people
}
