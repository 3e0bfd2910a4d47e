import type { Prepare } from './call.ts'
import { ok, type World } from './world.ts'

export const collectionCalls: Readonly<Record<string, Prepare>> = {
  'GET /api/v1/accounts/{account_id}/collections': (w) => ({ path: { account_id: w.alice.id } }),
  'GET /api/v1/accounts/{account_id}/in_collections': (w) => ({ path: { account_id: w.bob.id } }),
  'POST /api/v1/collections': async (w) => {
    await letBobBeFound(w)
    return {
      body: { name: 'Walkers', account_ids: [w.bob.id], tag_name: 'walks' },
      wrong: [{ body: {} }, { body: { name: 'x'.repeat(41) } }],
    }
  },
  'GET /api/v1/collections/{id}': async (w) => ({ path: { id: (await newCollection(w)).id } }),
  'PATCH /api/v1/collections/{id}': async (w) => ({
    path: { id: (await newCollection(w)).id },
    body: { name: 'Runners' },
    wrong: [{ body: { description: 'x'.repeat(101) } }],
  }),
  'DELETE /api/v1/collections/{id}': async (w) => ({ path: { id: (await newCollection(w)).id } }),
  'POST /api/v1/collections/{collection_id}/items': async (w) => ({
    path: { collection_id: (await newCollection(w, [])).id },
    body: { account_id: w.bob.id },
    wrong: [{ body: {} }],
  }),
  'DELETE /api/v1/collections/{collection_id}/items/{id}': async (w) => {
    const { id, items } = await newCollection(w)
    return { path: { collection_id: id, id: items[0]?.id ?? '' } }
  },
  'POST /api/v1/collections/{collection_id}/items/{id}/revoke': async (w) => {
    const { id, items } = await newCollection(w, [w.alice.id])
    return { path: { collection_id: id, id: items[0]?.id ?? '' } }
  },
}

async function letBobBeFound(w: World): Promise<void> {
  for (const one of [w.bob, w.alice])
    ok(await one.call('PATCH', '/api/v1/accounts/update_credentials', { discoverable: true }))
  // There may be ten.
  const { collections } = ok(await w.alice.get(`/api/v1/accounts/${w.alice.id}/collections`)) as {
    collections: { id: string }[]
  }
  for (const { id } of collections.slice(5)) ok(await w.alice.call('DELETE', `/api/v1/collections/${id}`))
}

async function newCollection(
  w: World,
  accounts?: readonly string[],
): Promise<{ id: string; items: { id: string }[] }> {
  await letBobBeFound(w)
  const body = { name: 'Hikers', account_ids: accounts ?? [w.bob.id] }
  return ok(await w.alice.post('/api/v1/collections', body)).collection
}
