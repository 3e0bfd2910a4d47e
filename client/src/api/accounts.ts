import type { Account, Instance, OwnAccount, Post, Relationship } from './entities.ts'
import { getPage, type Page, request } from './http.ts'

export type AccountTab = 'posts' | 'replies' | 'media' | 'checkins'

export type RelationshipAct =
  | 'follow'
  | 'unfollow'
  | 'block'
  | 'unblock'
  | 'mute'
  | 'unmute'
  | 'remove_from_followers'

export function getOwnAccount(signal?: AbortSignal): Promise<OwnAccount> {
  return request('/api/v1/accounts/verify_credentials', { signal })
}

export function updateOwnAccount(form: FormData): Promise<OwnAccount> {
  return request('/api/v1/accounts/update_credentials', { method: 'PATCH', form })
}

/** @param acct `name` for our own accounts, `name@host` for others */
export function findAccount(acct: string, signal?: AbortSignal): Promise<Account> {
  return request('/api/v1/accounts/lookup', { query: { acct }, signal })
}

export function searchAccounts(q: string, resolve: boolean, signal?: AbortSignal): Promise<Account[]> {
  return request('/api/v1/accounts/search', { query: { q, resolve, limit: 8 }, signal })
}

/** Among those whom one follows. */
export function searchFollowed(q: string, signal?: AbortSignal): Promise<Account[]> {
  return request('/api/v1/accounts/search', { query: { q, following: true, limit: 8 }, signal })
}

export function getRelationships(ids: readonly string[], signal?: AbortSignal): Promise<Relationship[]> {
  return request('/api/v1/accounts/relationships', { query: { id: ids }, signal })
}

export function changeRelationship(id: string, act: RelationshipAct): Promise<Relationship> {
  return request(`/api/v1/accounts/${id}/${act}`, { method: 'POST' })
}

const TAB_QUERIES = {
  posts: { exclude_replies: true },
  replies: {},
  media: { only_media: true },
  checkins: { only_checkins: true },
} as const

/** The first page of a profile's posts; the server may ignore `only_checkins`, so callers filter, too. */
export function listAccountPosts(id: string, tab: AccountTab, signal?: AbortSignal): Promise<Page<Post>> {
  return getPage(`/api/v1/accounts/${id}/statuses`, { query: { ...TAB_QUERIES[tab], limit: 20 }, signal })
}

export function answerFollowRequest(id: string, answer: 'authorize' | 'reject'): Promise<Relationship> {
  return request(`/api/v1/follow_requests/${id}/${answer}`, { method: 'POST' })
}

export function getInstance(signal?: AbortSignal): Promise<Instance> {
  return request('/api/v2/instance', { signal })
}
