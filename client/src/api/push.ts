import { ApiError, request } from './http.ts'

const path = '/api/v1/push/subscription'

/** Whose news wake: all, of people one follows, of followers. */
export type PushPolicy = 'all' | 'followed' | 'follower' | 'none'

/** What this browser is woken for, as the server keeps it for its token. */
export interface PushSettings {
  readonly endpoint: string
  readonly alerts: Readonly<Record<string, boolean>>
  readonly policy: PushPolicy
}

export interface PushWishes {
  readonly alerts: Readonly<Record<string, boolean>>
  readonly policy: PushPolicy
}

/** @returns null where this browser is not woken. */
export async function getPush(signal?: AbortSignal): Promise<PushSettings | null> {
  try {
    return await request<PushSettings>(path, { signal })
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  }
}

export function startPush(subscription: PushSubscriptionJSON, wishes: PushWishes): Promise<PushSettings> {
  const { endpoint, keys } = subscription
  return request(path, {
    method: 'POST',
    json: { subscription: { endpoint, keys, standard: true }, data: wishes },
  })
}

export function changePush(wishes: PushWishes): Promise<PushSettings> {
  return request(path, { method: 'PUT', json: { data: wishes } })
}

export function stopPush(): Promise<unknown> {
  return request(path, { method: 'DELETE' })
}
