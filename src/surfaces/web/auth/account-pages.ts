import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Access, AppId } from '#domain/access/index.ts'
import { type Account, type AccountId, type Accounts, handleOf } from '#domain/accounts/index.ts'
import type { FormGuard } from '#platform/form-guard/index.ts'
import { html } from '#platform/html/index.ts'
import type { SendPage } from '../layout.ts'
import { type AccountForm, type AccountPage, writeAccountPage } from './account-page.ts'
import { fieldOf, queryOf } from './form-fields.ts'
import { mountPasskeyMaking } from './passkey-pages.ts'
import { sendCard } from './recovery-pages.ts'
import type { SessionCookies } from './session-cookies.ts'
import { describeWait } from './sign-in-page.ts'
import { passwordTexts } from './sign-up-page.ts'

/** Moving house, as the federation surface does it. */
export interface Migration {
  addAlias(accountId: AccountId, handle: string): Promise<MigrationOutcome>
  removeAlias(accountId: AccountId, uri: string): Promise<void>
  moveTo(accountId: AccountId, handle: string): Promise<MigrationOutcome>
}

type MigrationOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly because: keyof typeof migrationTexts }

export interface AccountPagesNeeds {
  readonly access: Pick<
    Access,
    | 'passkeys'
    | 'changePassword'
    | 'confirmPassword'
    | 'endOtherSessions'
    | 'findUsers'
    | 'listOpenAccess'
    | 'shutAppOut'
  >
  readonly accounts: Pick<Accounts, 'deleteAccount' | 'findAccount'>
  readonly migration: Migration
  readonly handleDomain: string
  readonly origin: string
  readonly assets: { readonly passkeyScript: string | undefined }
  readonly sessions: SessionCookies
  readonly forms: FormGuard
  readonly sendPage: SendPage
}

/** What a form leads to: what was done, shown on the page anew; or what is wrong with it. */
type Outcome =
  | { readonly done: keyof typeof doneTexts }
  | { readonly wrong: string; readonly field?: string; readonly status?: number }

type Act = (needs: AccountPagesNeeds, person: Person, request: FastifyRequest) => Promise<Outcome>

interface Person {
  readonly account: Account
  /** The token of the browser's session. */
  readonly session: string
}

const doneTexts: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  password: 'Your new password counts. All apps and other browsers are signed out.',
  passkey: 'Your passkey is here: sign in with it next time.',
  'passkey-remove': 'The passkey is removed.',
  browsers: 'All other browsers are signed out.',
  app: 'The app is shut out.',
  alias: 'Your accounts elsewhere are noted.',
  move: 'Your followers are being told of your new account.',
})

const migrationTexts = {
  not_found: 'There is no such account.',
  self: 'That is this account itself.',
  not_an_alias: 'The other account does not name this one as an alias yet.',
  too_many: 'There are too many aliases: remove one first.',
  unreachable: 'The other server does not answer. Try again later.',
} as const

const staleText = 'This form was too old, or cookies are off. It is fresh now: please send it again.'
const wrongPassword = 'This is not your password.'

/** Mounts the page on which somebody sees to how they sign in, what acts for them, and the end of the account. */
export function accountPages(needs: AccountPagesNeeds): FastifyPluginAsync {
  return async (server) => {
    server.get('/auth/account', async (request, reply) => {
      const person = await findPerson(needs, request)
      if (!person) return reply.redirect('/auth/sign-in?return_to=%2Fauth%2Faccount', 303)
      return send(needs, { request, reply }, person, { done: doneTexts[queryOf(request, 'done')] })
    })
    const acts = Object.entries({
      password: changePassword,
      'passkey-remove': removePasskey,
      browsers: endOthers,
      app: shutOut,
      alias: changeAliases,
      move,
    })
    for (const [form, act] of acts) {
      server.post(`/auth/account/${form}`, (request, reply) =>
        take(needs, { request, reply }, form as AccountForm, act),
      )
    }
    mountPasskeyMaking(server, needs)
    server.post('/auth/account/delete', (request, reply) => takeDelete(needs, { request, reply }))
  }
}

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

async function findPerson(needs: AccountPagesNeeds, request: FastifyRequest): Promise<Person | undefined> {
  const found = await needs.sessions.find(request)
  const account = found && (await needs.accounts.findAccount(found.accountId))
  return account && { account, session: needs.sessions.read(request) }
}

async function send(
  needs: AccountPagesNeeds,
  { request, reply }: Exchange,
  { account, session }: Person,
  page: Pick<AccountPage, 'done' | 'problem'> & { readonly status?: number },
) {
  const [users, passkeys, open] = await Promise.all([
    needs.access.findUsers([account.id]),
    needs.access.passkeys.list(account.id),
    needs.access.listOpenAccess(account.id, session),
  ])
  const user = users.get(account.id)
  const formToken = needs.forms.issue(request, reply)
  const body = writeAccountPage({
    ...page,
    formToken,
    handle: `@${handleOf(account)}@${needs.handleDomain}`,
    email: user?.email ?? '',
    open,
    passkeys,
    passkeyScript: needs.assets.passkeyScript,
    aliases: account.alsoKnownAs,
    hasMoved: account.movedToId !== null,
    isOwner: user?.role === 'owner',
  })
  const viewer = { username: account.username, formToken }
  return needs.sendPage(reply, { title: 'Sign-in and security', body, status: page.status, viewer })
}

async function take(needs: AccountPagesNeeds, exchange: Exchange, form: AccountForm, act: Act) {
  const person = await admit(needs, exchange, form)
  if (!('account' in person)) return person.answer
  const outcome = await act(needs, person, exchange.request)
  if ('done' in outcome) return exchange.reply.redirect(`/auth/account?done=${outcome.done}`, 303)
  const { wrong: text, field, status = 422 } = outcome
  return send(needs, exchange, person, { status, problem: { form, text, ...(field && { field }) } })
}

/** Who sends the form; or what is answered where nobody is signed in, or the form cannot be believed. */
async function admit(
  needs: AccountPagesNeeds,
  exchange: Exchange,
  form: AccountForm,
): Promise<Person | { readonly answer: FastifyReply }> {
  const { request, reply } = exchange
  const person = await findPerson(needs, request)
  if (!person) return { answer: reply.redirect('/auth/sign-in?return_to=%2Fauth%2Faccount', 303) }
  if (needs.forms.check(request, fieldOf(request, 'form_token')) === 'fine') return person
  return { answer: await send(needs, exchange, person, { status: 403, problem: { form, text: staleText } }) }
}

const changePassword: Act = async (needs, { account, session }, request) => {
  const result = await needs.access.changePassword({
    accountId: account.id,
    currentPassword: fieldOf(request, 'current'),
    newPassword: fieldOf(request, 'password'),
    exceptSession: session,
  })
  if (result.kind === 'changed') return { done: 'password' }
  if (result.kind === 'limited') return tooMany(describeWait(result.retryAfter))
  if (result.because === 'wrong') return { wrong: wrongPassword, field: 'current' }
  return { wrong: passwordTexts[result.because], field: 'password' }
}

const endOthers: Act = async (needs, { account, session }) => {
  await needs.access.endOtherSessions(account.id, session)
  return { done: 'browsers' }
}

const removePasskey: Act = async (needs, { account }, request) => {
  await needs.access.passkeys.remove(account.id, fieldOf(request, 'passkey').slice(0, 2000))
  return { done: 'passkey-remove' }
}

const shutOut: Act = async (needs, { account }, request) => {
  const id = fieldOf(request, 'app_id')
  if (/^\d{1,19}$/.test(id)) await needs.access.shutAppOut(account.id, id as AppId)
  return { done: 'app' }
}

const changeAliases: Act = async (needs, { account }, request) => {
  const remove = fieldOf(request, 'remove')
  if (remove !== '') {
    await needs.migration.removeAlias(account.id, remove)
    return { done: 'alias' }
  }
  const outcome = await needs.migration.addAlias(account.id, fieldOf(request, 'alias').trim())
  return outcome.kind === 'done'
    ? { done: 'alias' }
    : { wrong: migrationTexts[outcome.because], field: 'alias' }
}

const move: Act = async (needs, { account }, request) => {
  const refused = await refusePassword(needs, account, fieldOf(request, 'move-password'))
  if (refused) return { ...refused, field: 'move-password' }
  const outcome = await needs.migration.moveTo(account.id, fieldOf(request, 'to').trim())
  return outcome.kind === 'done' ? { done: 'move' } : { wrong: migrationTexts[outcome.because], field: 'to' }
}

async function takeDelete(needs: AccountPagesNeeds, exchange: Exchange) {
  const { request, reply } = exchange
  const person = await admit(needs, exchange, 'delete')
  if (!('account' in person)) return person.answer
  const { account } = person
  const user = (await needs.access.findUsers([account.id])).get(account.id)
  const refused =
    user?.role === 'owner'
      ? { wrong: 'Make somebody else the owner of this server first.' }
      : await refusePassword(needs, account, fieldOf(request, 'delete-password'))
  if (refused) {
    const { wrong: text } = refused
    const problem = { form: 'delete', text, field: 'delete-password' } as const
    return send(needs, exchange, person, { status: 422, problem })
  }
  await needs.accounts.deleteAccount(account.id)
  needs.sessions.clear(reply)
  return sendCard(needs, reply, {
    title: 'Your account is deleted',
    words: html`<p>What was here is being removed, and other servers are asked to do the same. Farewell.</p>`,
  })
}

async function refusePassword(
  { access }: AccountPagesNeeds,
  account: Account,
  password: string,
): Promise<{ wrong: string; status?: number } | undefined> {
  const confirmed = await access.confirmPassword(account.id, password)
  if (confirmed === 'right') return undefined
  return confirmed === 'wrong' ? { wrong: wrongPassword } : tooMany('a few minutes')
}

function tooMany(wait: string): { wrong: string; status: number } {
  return { wrong: `Too many attempts. Try again in ${wait}.`, status: 429 }
}
