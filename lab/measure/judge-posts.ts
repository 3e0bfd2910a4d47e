import type { Person } from '#kit/person.ts'
import type { Database } from '#platform/db/index.ts'
import type { Claim } from '../experiment.ts'
import { waitFor } from '../topology/wait-for.ts'
import type { Sent } from './post-steadily.ts'

/** Whether everything that was acknowledged is there, once, for its readers, too. */
export async function judgePosts(
  db: Database,
  sent: readonly Sent[],
  readers: readonly Person[],
): Promise<Claim[]> {
  const ids = sent.flatMap(({ id }) => id ?? [])
  const there = await db.sql<
    { id: string }[]
  >`select id from posts where id = any(${ids}::bigint[]) and deleted_at is null`
  const texts = sent.map(({ text }) => `<p>${text}</p>`)
  const twice = await db.sql`
    select content from posts where content = any(${texts}) and deleted_at is null group by content having count(*) > 1
  `
  const expected = ids.length * readers.length
  const homes = await waitForHomes(db, { ids, readers, expected })
  return [
    {
      text: 'Nothing acknowledged is lost.',
      held: there.length === ids.length,
      seen: `${there.length} of ${ids.length} posts are there`,
    },
    {
      text: 'No post is there twice.',
      held: twice.length === 0,
      seen: `${twice.length} texts stand twice`,
    },
    {
      text: 'Every follower’s home holds every post.',
      held: homes === expected,
      seen: `${homes} of ${expected} lines`,
    },
  ]
}

/** The primary key of homes forbids a line twice; how many there are in the end is the question. */
async function waitForHomes(
  db: Database,
  { ids, readers, expected }: { ids: readonly string[]; readers: readonly Person[]; expected: number },
): Promise<number> {
  let seen = 0
  const look = async () => {
    const [row] = await db.sql<{ lines: string }[]>`
      select count(*) as lines from home_timeline
      where account_id = any(${readers.map(({ id }) => id)}::bigint[]) and post_id = any(${ids}::bigint[])
    `
    seen = Number(row?.lines ?? 0)
    return seen >= expected
  }
  await waitFor('all homes to be written', look, { seconds: 60, everyMs: 200 }).catch(() => undefined)
  return seen
}
