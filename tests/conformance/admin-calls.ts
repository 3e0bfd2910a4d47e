import { callApi, eventually } from '#kit/person.ts'
import type { Call, Prepare } from './call.ts'
import { ok, type World } from './world.ts'

const nothing: Prepare = () => ({})
const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString()
const week = { start_at: day(6), end_at: day(0) }
let made = 0

/** Each is made new: what was blocked or allowed before cannot be again. */
function domain(): { domain: string } {
  made += 1
  return { domain: `made${made}.example` }
}

const rule =
  (area: string, content: () => object, more: Omit<Call, 'path'> = {}): Prepare =>
  async (w) => ({
    path: { id: ok(await w.staff.post(`/api/v1/admin/${area}`, content())).id },
    ...more,
  })

function mailbox(): { email: string } {
  made += 1
  return { email: `box${made}@example.net` }
}

function range(): { ip: string; severity: string; comment: string; expires_in: number } {
  made += 1
  return { ip: `203.0.113.${made}`, severity: 'sign_up_block', comment: 'Spam', expires_in: 3600 }
}

/** Somebody new, upon whom this was done. */
const acted =
  (type?: string, more: Omit<Call, 'path'> = {}): Prepare =>
  async (w) => {
    const { id } = await w.newcomer()
    if (type) ok(await w.staff.post(`/api/v1/admin/accounts/${id}/action`, { type }))
    return { path: { id }, ...more }
  }

/** Somebody who waits for approval. */
const waiting: Prepare = async (w) => {
  await w.server.cairn('settings', 'set', 'registrations', 'approval')
  try {
    return {
      path: {
        id: await eventually(async () => {
          await join(w)
          return ok(await w.staff.get('/api/v2/admin/accounts?status=pending'))[0]?.id as string | undefined
        }, 'a sign-up that waits'),
      },
    }
  } finally {
    await w.server.cairn('settings', 'set', 'registrations', 'open')
  }
}

async function join(w: World): Promise<void> {
  made += 1
  const body = {
    username: `waits${made}`,
    email: `waits${made}@example.org`,
    password: 'seven grey stones',
    agreement: true,
    locale: 'en',
    reason: 'Walks.',
  }
  const headers = {
    authorization: `Bearer ${await w.newAppToken()}`,
    'x-forwarded-for': `203.0.113.${100 + made}`,
  }
  await callApi(w.server.origin, { method: 'POST', path: '/api/v1/accounts', body, headers })
}

const report =
  (more: Omit<Call, 'path'> = {}): Prepare =>
  async (w) => {
    const id = await w.publish(w.bob, 'Buy now')
    const body = { account_id: w.bob.id, status_ids: [id], comment: 'Spam' }
    return { path: { id: ok(await w.carol.post('/api/v1/reports', body)).id }, ...more }
  }

const tag: Prepare = async (w) => ({ path: { id: await knownTag(w) } })

function knownTag(w: World): Promise<string> {
  return eventually(async () => {
    const tags = ok(await w.staff.get('/api/v1/admin/tags'))
    return tags[0]?.id as string | undefined
  }, 'a tag that is used')
}

/** No page that others link to trends in so small a world. */
const unknownLink: Prepare = () => ({ path: { id: '1' }, status: 404 })
const onStatus: Prepare = (w) => ({ path: { id: w.statusId } })

/** What those who run a server do. */
export const adminCalls: Readonly<Record<string, Prepare>> = {
  'GET /api/v1/admin/accounts': () => ({ pages: true }),
  'GET /api/v2/admin/accounts': () => ({ query: 'origin=local', pages: true }),
  'GET /api/v1/admin/accounts/{id}': acted(),
  'DELETE /api/v1/admin/accounts/{id}': acted('suspend'),
  'POST /api/v1/admin/accounts/{id}/action': acted(undefined, {
    body: { type: 'none', text: 'Mind the rules.' },
    wrong: [{ body: { type: 'explode' } }, { body: {} }],
  }),
  'POST /api/v1/admin/accounts/{id}/approve': waiting,
  'POST /api/v1/admin/accounts/{id}/reject': waiting,
  'POST /api/v1/admin/accounts/{id}/enable': acted('disable'),
  'POST /api/v1/admin/accounts/{id}/unsensitive': acted('sensitive'),
  'POST /api/v1/admin/accounts/{id}/unsilence': acted('silence'),
  'POST /api/v1/admin/accounts/{id}/unsuspend': acted('suspend'),

  'GET /api/v1/admin/canonical_email_blocks': rule('canonical_email_blocks', mailbox, { unknown: 'none' }),
  'POST /api/v1/admin/canonical_email_blocks': () => ({ body: mailbox(), wrong: [{ body: {} }] }),
  'POST /api/v1/admin/canonical_email_blocks/test': async (w) => {
    const body = mailbox()
    ok(await w.staff.post('/api/v1/admin/canonical_email_blocks', body))
    return { body, wrong: [{ body: {} }] }
  },
  'GET /api/v1/admin/canonical_email_blocks/{id}': rule('canonical_email_blocks', mailbox),
  'DELETE /api/v1/admin/canonical_email_blocks/{id}': rule('canonical_email_blocks', mailbox),
  'GET /api/v1/admin/email_domain_blocks': rule('email_domain_blocks', domain, { unknown: 'none' }),
  'POST /api/v1/admin/email_domain_blocks': () => ({ body: domain(), wrong: [{ body: {} }] }),
  'GET /api/v1/admin/email_domain_blocks/{id}': rule('email_domain_blocks', domain),
  'DELETE /api/v1/admin/email_domain_blocks/{id}': rule('email_domain_blocks', domain),
  'GET /api/v1/admin/domain_allows': rule('domain_allows', domain, { unknown: 'none' }),
  'POST /api/v1/admin/domain_allows': () => ({ body: domain(), wrong: [{ body: { domain: 'no domain' } }] }),
  'GET /api/v1/admin/domain_allows/{id}': rule('domain_allows', domain),
  'DELETE /api/v1/admin/domain_allows/{id}': rule('domain_allows', domain),
  'GET /api/v1/admin/domain_blocks': rule('domain_blocks', domain, { unknown: 'none' }),
  'POST /api/v1/admin/domain_blocks': () => ({
    body: { ...domain(), severity: 'suspend', private_comment: 'Why', public_comment: 'Spam' },
    wrong: [{ body: {} }, { body: { domain: 'b.example', severity: 'mild' } }],
  }),
  'GET /api/v1/admin/domain_blocks/{id}': rule('domain_blocks', domain),
  'PUT /api/v1/admin/domain_blocks/{id}': rule('domain_blocks', domain, {
    body: { severity: 'noop' },
    wrong: [{ body: { severity: 'mild' } }],
  }),
  'DELETE /api/v1/admin/domain_blocks/{id}': rule('domain_blocks', domain),
  'GET /api/v1/admin/ip_blocks': rule('ip_blocks', range, { unknown: 'none' }),
  'POST /api/v1/admin/ip_blocks': () => ({
    body: range(),
    wrong: [{ body: {} }, { body: { ip: '300.1.1.1', severity: 'no_access' } }],
  }),
  'GET /api/v1/admin/ip_blocks/{id}': rule('ip_blocks', range),
  'PUT /api/v1/admin/ip_blocks/{id}': rule('ip_blocks', range, { body: { expires_in: 0 } }),
  'DELETE /api/v1/admin/ip_blocks/{id}': rule('ip_blocks', range),

  'POST /api/v1/admin/dimensions': () => ({
    body: { keys: ['languages', 'sources', 'servers', 'space_usage', 'software_versions'], ...week },
    wrong: [{ body: { keys: ['languages'] } }],
  }),
  'POST /api/v1/admin/measures': () => ({
    body: {
      keys: ['new_users', 'active_users', 'interactions', 'opened_reports', 'instance_media_attachments'],
      ...week,
      instance_media_attachments: { domain: 'far.example' },
    },
    wrong: [{ body: { keys: ['new_users'] } }],
  }),
  'POST /api/v1/admin/retention': () => ({ body: { ...week, frequency: 'day' } }),

  'GET /api/v1/admin/reports': report({ unknown: 'none' }),
  'GET /api/v1/admin/reports/{id}': report(),
  'PUT /api/v1/admin/reports/{id}': report({
    body: { category: 'spam' },
    wrong: [{ body: { category: 'boredom' } }],
  }),
  'POST /api/v1/admin/reports/{id}/assign_to_self': report(),
  'POST /api/v1/admin/reports/{id}/unassign': report(),
  'POST /api/v1/admin/reports/{id}/resolve': report(),
  'POST /api/v1/admin/reports/{id}/reopen': report(),

  'GET /api/v1/admin/tags': nothing,
  'GET /api/v1/admin/tags/{id}': tag,
  'PUT /api/v1/admin/tags/{id}': async (w) => ({
    path: { id: await knownTag(w) },
    body: { trendable: true },
  }),
  'GET /api/v1/admin/trends/links': nothing,
  'GET /api/v1/admin/trends/statuses': nothing,
  'GET /api/v1/admin/trends/tags': nothing,
  'POST /api/v1/admin/trends/links/{id}/approve': unknownLink,
  'POST /api/v1/admin/trends/links/{id}/reject': unknownLink,
  'POST /api/v1/admin/trends/statuses/{id}/approve': onStatus,
  'POST /api/v1/admin/trends/statuses/{id}/reject': onStatus,
  'POST /api/v1/admin/trends/tags/{id}/approve': tag,
  'POST /api/v1/admin/trends/tags/{id}/reject': tag,
}
