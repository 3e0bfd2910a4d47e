import type { Account } from './entities.ts'
import { getPage, type Page, request } from './http.ts'

/** Whom a reply may answer to be shown in a list: people one follows, members of the list, nobody. */
export const REPLIES = ['followed', 'list', 'none'] as const

export interface List {
  readonly id: string
  readonly title: string
  readonly replies_policy: (typeof REPLIES)[number]
  /** Whether what its members write is left out of home. */
  readonly exclusive: boolean
}

export function getLists(signal?: AbortSignal): Promise<List[]> {
  return request('/api/v1/lists', { signal })
}

export function getList(id: string, signal?: AbortSignal): Promise<List> {
  return request(`/api/v1/lists/${id}`, { signal })
}

/** The lists of one's own on which an account is. */
export function getListsWith(accountId: string, signal?: AbortSignal): Promise<List[]> {
  return request(`/api/v1/accounts/${accountId}/lists`, { signal })
}

export function createList(title: string): Promise<List> {
  return request('/api/v1/lists', { method: 'POST', json: { title } })
}

export function changeList({ id, ...fields }: List): Promise<List> {
  return request(`/api/v1/lists/${id}`, { method: 'PUT', json: fields })
}

export function deleteList(id: string): Promise<unknown> {
  return request(`/api/v1/lists/${id}`, { method: 'DELETE' })
}

/** Everybody on a list, in one answer. */
export function getMembers(id: string, signal?: AbortSignal): Promise<Page<Account>> {
  return getPage(`/api/v1/lists/${id}/accounts?limit=0`, { signal })
}

/** @param on whether the account shall be on the list; it must be followed for that */
export function setMember(id: string, accountId: string, on: boolean): Promise<unknown> {
  return request(`/api/v1/lists/${id}/accounts`, {
    method: on ? 'POST' : 'DELETE',
    json: { account_ids: [accountId] },
  })
}
