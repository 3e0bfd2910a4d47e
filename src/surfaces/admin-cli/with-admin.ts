import { InvalidArgumentError } from 'commander'
import type { Account } from '#domain/accounts/index.ts'
import { type Admin, type CliNeeds, Refused } from './admin.ts'

/** Runs a command's act with everything opened, and prints what it returns: texts as they are, the rest as JSON. */
export async function withAdmin(needs: CliNeeds, act: (admin: Admin) => Promise<unknown>): Promise<void> {
  await using admin = await needs.openAdmin()
  const result = await act(admin)
  if (result === undefined) return
  needs.print(typeof result === 'string' ? `${result}\n` : `${JSON.stringify(result, null, 2)}\n`)
}

/** @throws Refused when there is no such account here (any more) */
export async function findLocalAccount(admin: Admin, username: string): Promise<Account> {
  const name = username.replace(/^@/, '')
  const account = /^\w{1,30}$/.test(name) ? await admin.accounts.findByHandle(name, null) : undefined
  if (!account || account.deletedAt) throw new Refused(`There is no account ${username} on this server.`)
  return account
}

/** The same, or one of another server that is known here. @throws Refused */
export async function findAccount(admin: Admin, handle: string): Promise<Account> {
  const [username = '', domain] = handle.replace(/^@/, '').split('@')
  if (domain === undefined) return findLocalAccount(admin, username)
  const account = await admin.accounts.findByHandle(username, domain.toLowerCase())
  if (!account || account.deletedAt) throw new Refused(`There is no account ${handle} known here.`)
  return account
}

/** Reads an option that is a whole number of 1 or more. */
export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number, 1 or more.')
  return Number(text)
}
