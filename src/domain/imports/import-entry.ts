import type { Account, AccountId } from '#domain/accounts/index.ts'
import type { Post } from '#domain/posts/index.ts'
import type { FollowRefusal } from '#domain/relationships/index.ts'
import { type Entry, type Handle, hostOf } from './import.ts'
import type { ImportsNeeds } from './needs.ts'

/** What became of an entry; `reason` is a sentence, `isSilent`: another server did not answer. */
export type Done =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: string; readonly isSilent?: boolean }

export interface Task<Kind extends Entry['kind'] = Entry['kind']> {
  readonly accountId: AccountId
  readonly entry: Extract<Entry, { kind: Kind }>
  readonly signal: AbortSignal
}

/** So long one other server is waited for. */
const patienceMs = 5000

const done: Done = { ok: true }
const failed = (reason: string): Done => ({ ok: false, reason })

/** Does what a row asks for; done again, it changes nothing. */
export async function importEntry(needs: ImportsNeeds, task: Task): Promise<Done> {
  const { accountId, entry } = task
  if (entry.kind === 'domain') {
    await needs.relationships.blockDomain(accountId, entry.domain)
    return done
  }
  if (entry.kind === 'bookmark') return bookmark(needs, { ...task, entry })
  const found = await findAccount(needs, entry, task.signal)
  if (found === silent) return { ok: false, reason: `${entry.domain} does not answer.`, isSilent: true }
  if (!found || found.deletedAt !== null) return failed(`There is no account ${nameOf(needs, entry)}.`)
  switch (entry.kind) {
    case 'follow':
      return follow(needs, accountId, found, entry)
    case 'block':
      return (await needs.relationships.blockAccount({ blockerId: accountId, blockedId: found.id }))
        ? done
        : failed('Nobody can block themselves.')
    case 'mute': {
      const { hideNotifications } = entry
      const mute = { muterId: accountId, mutedId: found.id, hideNotifications }
      return (await needs.relationships.muteAccount(mute)) ? done : failed('Nobody can mute themselves.')
    }
    case 'member':
      return addToList(needs, { accountId, title: entry.title, member: found })
  }
}

const refusals: Readonly<Record<FollowRefusal, string>> = {
  self: 'Nobody can follow themselves.',
  blocked: 'One of you has blocked the other.',
  gone: 'This account can no longer be followed.',
  moved: 'This account has moved.',
}

async function follow(
  needs: ImportsNeeds,
  accountId: AccountId,
  followed: Account,
  wishes: {
    showBoosts?: boolean | undefined
    notify?: boolean | undefined
    languages?: readonly string[] | undefined
  } = {},
): Promise<Done> {
  const { showBoosts, notify, languages } = wishes
  const outcome = await needs.relationships.requestFollow({
    followerId: accountId,
    followedId: followed.id,
    showBoosts,
    notify,
    languages,
  })
  return outcome.kind === 'refused' ? failed(refusals[outcome.because]) : done
}

/** Members of lists are followed, as when Mastodon imports them: a list shows nobody else. */
async function addToList(
  needs: ImportsNeeds,
  { accountId, title, member }: { accountId: AccountId; title: string; member: Account },
): Promise<Done> {
  const list = (await needs.lists.listLists(accountId)).find((one) => one.title === title)
  if (!list) return failed('There is no room for another list.')
  const add = () => needs.lists.addMembers(accountId, list.id, [member.id])
  let outcome = await add()
  if (!outcome.ok && outcome.because === 'not_followed') {
    const followed = await follow(needs, accountId, member)
    if (!followed.ok) return followed
    outcome = await add()
  }
  if (outcome.ok || outcome.because === 'there_already') return done
  return failed(
    { no_list: 'The list is gone.', not_followed: 'You do not follow them.', too_many: 'The list is full.' }[
      outcome.because
    ],
  )
}

async function bookmark(needs: ImportsNeeds, { accountId, entry, signal }: Task<'bookmark'>): Promise<Done> {
  const found =
    (await needs.posts.findPostByUri(entry.uri)) ??
    (await withPatience(needs, signal, () => needs.askForPost(entry.uri)))
  if (found === silent) return { ok: false, reason: `${hostOf(entry)} does not answer.`, isSilent: true }
  const kept: Post | undefined = found && (await needs.posts.bookmarkPost({ accountId, postId: found.id }))
  return kept ? done : failed('There is no such post that you may see.')
}

async function findAccount(needs: ImportsNeeds, { username, domain }: Handle, signal: AbortSignal) {
  const known = await needs.accounts.findByHandle(username, domain)
  if (known || domain === null) return known
  return withPatience(needs, signal, (patience) => needs.askForAccount({ username, domain }, patience))
}

const silent = 'silent'

/** @returns `silent` where another server gives no answer in time, or one that nobody understands */
async function withPatience<Found>(
  needs: ImportsNeeds,
  stop: AbortSignal,
  ask: (signal: AbortSignal) => Promise<Found>,
): Promise<Found | typeof silent> {
  const patience = AbortSignal.timeout(patienceMs)
  const over = new Promise<typeof silent>((resolve) =>
    patience.addEventListener('abort', () => resolve(silent), { once: true }),
  )
  const asked = ask(AbortSignal.any([patience, stop])).catch((error: unknown): typeof silent => {
    // Whatever it is, it is theirs: one server must not stop what is brought along of all others.
    needs.log.debug('Another server did not answer an import.', { err: error })
    return silent
  })
  const found = await Promise.race([asked, over])
  stop.throwIfAborted()
  return found
}

function nameOf(needs: ImportsNeeds, { username, domain }: Handle): string {
  return `${username}@${domain ?? needs.handleDomain}`
}
