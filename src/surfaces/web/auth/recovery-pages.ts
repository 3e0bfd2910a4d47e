import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Access } from '#domain/access/index.ts'
import { minPasswordLength } from '#domain/access/index.ts'
import type { FormGuard } from '#platform/form-guard/index.ts'
import { type Html, html } from '#platform/html/index.ts'
import type { SendPage } from '../layout.ts'
import { fieldOf, writeField, writeHidden, writeProblems } from './form-fields.ts'
import { describeWait } from './sign-in-page.ts'
import { passwordTexts } from './sign-up-page.ts'

export interface RecoveryNeeds {
  readonly access: Pick<Access, 'requestRecovery' | 'recoverPassword' | 'confirmEmail' | 'isLinkGood'>
  readonly forms: FormGuard
  readonly sendPage: SendPage
}

/** Mounts what the links of letters lead to, and the form that asks for a new password. */
export function mountRecovery(server: FastifyInstance, needs: RecoveryNeeds): void {
  server.get('/auth/forgot', (request, reply) => sendForm(needs, { request, reply }, forgotForm()))
  server.post('/auth/forgot', (request, reply) => takeForgot(needs, request, reply))
  server.get('/auth/reset/:token', async (request, reply) => {
    const token = tokenOf(request)
    if (!(await needs.access.isLinkGood(token, 'reset-password'))) return sendSpent(needs, reply)
    return sendForm(needs, { request, reply }, resetForm(token))
  })
  server.post('/auth/reset/:token', (request, reply) => takeReset(needs, request, reply))
  // A button, not the link itself: programs that look into letters follow links, and use them up.
  server.get('/auth/confirm/:token', async (request, reply) => {
    const token = tokenOf(request)
    if (!(await needs.access.isLinkGood(token, 'confirm-email'))) return sendSpent(needs, reply)
    return sendForm(needs, { request, reply }, confirmForm(token))
  })
  server.post('/auth/confirm/:token', (request, reply) => takeConfirm(needs, request, reply))
}

interface Form {
  readonly title: string
  readonly action: string
  readonly lead: string
  readonly fields: Html | null
  readonly button: string
}

const forgotForm = (): Form => ({
  title: 'Forgotten password',
  action: '/auth/forgot',
  lead: 'We write to your e-mail address, with a link by which you choose a new one.',
  fields: writeField({ name: 'email', label: 'E-mail address', type: 'email', autocomplete: 'email' }),
  button: 'Write to me',
})

const resetForm = (token: string, problem?: string): Form => ({
  title: 'A new password',
  action: `/auth/reset/${token}`,
  lead: 'It counts at once, and signs you out everywhere.',
  fields: writeField({
    name: 'password',
    label: 'New password',
    type: 'password',
    autocomplete: 'new-password',
    hint: `At least ${minPasswordLength} characters; a few words that only you would put together are good.`,
    problem,
  }),
  button: 'Take it',
})

const confirmForm = (token: string): Form => ({
  title: 'Confirm your address',
  action: `/auth/confirm/${token}`,
  lead: 'One more step: say that it was you who joined.',
  fields: null,
  button: 'It was me',
})

const staleText = 'This form was too old, or cookies are off. It is fresh now: please send it again.'

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

function sendForm(
  needs: RecoveryNeeds,
  { request, reply }: Exchange,
  form: Form & { readonly status?: number; readonly problems?: readonly string[] },
) {
  const body = html`<form class="card form" method="post" action="${form.action}">
<h1>${form.title}</h1>
${writeProblems(form.problems ?? [])}
<p>${form.lead}</p>
${writeHidden({ form_token: needs.forms.issue(request, reply) })}
${form.fields}
<div class="actions"><button class="button button-primary">${form.button}</button></div>
</form>`
  return needs.sendPage(reply, { title: form.title, body, status: form.status })
}

/** @returns what to answer with where the form cannot be believed. */
function refuseForm(needs: RecoveryNeeds, exchange: Exchange, form: Form) {
  if (needs.forms.check(exchange.request, fieldOf(exchange.request, 'form_token')) === 'fine')
    return undefined
  return sendForm(needs, exchange, { ...form, status: 403, problems: [staleText] })
}

async function takeForgot(needs: RecoveryNeeds, request: FastifyRequest, reply: FastifyReply) {
  const refused = refuseForm(needs, { request, reply }, forgotForm())
  if (refused) return refused
  const wait = await needs.access.requestRecovery({ email: fieldOf(request, 'email'), address: request.ip })
  if (wait > 0) {
    void reply.header('retry-after', wait)
    return sendForm(needs, { request, reply }, { ...forgotForm(), status: 429, problems: [tooMany(wait)] })
  }
  return sendCard(needs, reply, {
    title: 'Look into your mailbox',
    words: html`<p>If somebody here has this address, a letter with a link is under way. It counts for an hour.</p>`,
  })
}

async function takeReset(needs: RecoveryNeeds, request: FastifyRequest, reply: FastifyReply) {
  const token = tokenOf(request)
  const refused = refuseForm(needs, { request, reply }, resetForm(token))
  if (refused) return refused
  const result = await needs.access.recoverPassword({ token, password: fieldOf(request, 'password') })
  if (result.kind === 'changed') return reply.redirect('/auth/sign-in?from=reset', 303)
  if (result.kind === 'limited') {
    const problems = [tooMany(result.retryAfter)]
    return sendForm(needs, { request, reply }, { ...resetForm(token), status: 429, problems })
  }
  if (result.because === 'spent') return sendSpent(needs, reply)
  return sendForm(
    needs,
    { request, reply },
    { ...resetForm(token, passwordTexts[result.because]), status: 422 },
  )
}

async function takeConfirm(needs: RecoveryNeeds, request: FastifyRequest, reply: FastifyReply) {
  const token = tokenOf(request)
  const refused = refuseForm(needs, { request, reply }, confirmForm(token))
  if (refused) return refused
  const result = await needs.access.confirmEmail(token)
  if (result.kind === 'refused') return sendSpent(needs, reply)
  if (result.state === 'active') return reply.redirect('/auth/sign-in?from=confirm', 303)
  return sendCard(needs, reply, {
    title: 'Almost there',
    words: html`<p>Your address is confirmed. A moderator will read your request; once it is approved you can
<a href="/auth/sign-in">sign in</a>.</p>`,
  })
}

function sendSpent(needs: RecoveryNeeds, reply: FastifyReply) {
  return sendCard(needs, reply, {
    title: 'This link does not count any more',
    status: 410,
    words: html`<p>It was used before, is too old, or a newer letter is under way. <a href="/auth/sign-in">Sign in</a>, or ask
for <a href="/auth/forgot">a new password</a>.</p>`,
  })
}

export function sendCard(
  { sendPage }: Pick<RecoveryNeeds, 'sendPage'>,
  reply: FastifyReply,
  { title, words, status }: { title: string; words: Html; status?: number },
) {
  return sendPage(reply, {
    title,
    status,
    body: html`<section class="card"><h1>${title}</h1>\n${words}</section>`,
  })
}

function tooMany(seconds: number): string {
  return `Too many attempts. Try again in ${describeWait(seconds)}.`
}

function tokenOf(request: FastifyRequest): string {
  return String(Reflect.get(request.params as object, 'token'))
}
