import type { AccountId } from '#domain/accounts/index.ts'
import type { App, AppId } from './app.ts'
import { selectApps } from './app-store.ts'
import type { AccessNeeds } from './needs.ts'
import { endToken } from './revoke-token.ts'
import { hashSecret } from './secrets.ts'
import { deleteSessionsOf, selectSessionsOf } from './session-store.ts'
import { deleteCodesOfApp, selectTokensOf } from './token-store.ts'

/** An app that somebody has let in. */
export interface OpenApp {
  readonly app: App
  readonly since: Date
  /** Null: never since it was let in. */
  readonly lastUsedAt: Date | null
}

/** A browser in which somebody is signed in. */
export interface OpenSession {
  readonly userAgent: string | null
  readonly since: Date
  readonly lastUsedAt: Date
  /** The one that asks. */
  readonly isThis: boolean
}

export interface OpenAccess {
  readonly apps: readonly OpenApp[]
  readonly sessions: readonly OpenSession[]
}

/** What can act for an account at the moment: apps, the newest first, and browsers. @param session the one that asks */
export const listOpenAccess =
  (needs: Pick<AccessNeeds, 'clock' | 'db'>) =>
  async (accountId: AccountId, session: string): Promise<OpenAccess> => {
    const { clock, db } = needs
    const [tokens, sessions] = await Promise.all([
      selectTokensOf(db.sql, accountId),
      selectSessionsOf(db.sql, accountId, new Date(clock.now())),
    ])
    const byApp = Map.groupBy(tokens, (token) => token.appId)
    const apps = await selectApps(db.sql, [...byApp.keys()])
    const known = new Map(apps.map((app) => [app.id, app]))
    const own = hashSecret(session)
    return {
      apps: [...byApp].flatMap(([id, held]) => {
        const app = known.get(id)
        return app ? [summarise(app, held)] : []
      }),
      sessions: sessions.map(({ tokenHash, userAgent, createdAt, lastUsedAt }) => ({
        userAgent,
        since: createdAt,
        lastUsedAt,
        isThis: tokenHash.equals(own),
      })),
    }
  }

function summarise(app: App, tokens: readonly { createdAt: Date; lastUsedAt: Date | null }[]): OpenApp {
  const used = tokens.flatMap(({ lastUsedAt }) => (lastUsedAt ? [lastUsedAt.getTime()] : []))
  return {
    app,
    since: new Date(Math.min(...tokens.map(({ createdAt }) => createdAt.getTime()))),
    lastUsedAt: used.length > 0 ? new Date(Math.max(...used)) : null,
  }
}

/** Shuts an app out: its tokens and codes end, and with them its open streams and push. @returns whether it was in */
export const shutAppOut =
  (needs: AccessNeeds) =>
  (accountId: AccountId, appId: AppId): Promise<boolean> =>
    needs.db.transact(async (tx) => {
      const held = (await selectTokensOf(tx.sql, accountId)).filter((token) => token.appId === appId)
      await deleteCodesOfApp(tx.sql, accountId, appId)
      for (const token of held) await endToken(needs, tx, token)
      return held.length > 0
    })

/** Signs out all other browsers, and the web client in them. @param session the one that stays */
export const endOtherSessions =
  (needs: AccessNeeds) =>
  (accountId: AccountId, session: string): Promise<void> =>
    needs.db.transact(async (tx) => {
      await deleteSessionsOf(tx.sql, [accountId], hashSecret(session))
      const tokens = await selectTokensOf(tx.sql, accountId)
      const apps = await selectApps(tx.sql, [...new Set(tokens.map((token) => token.appId))])
      const own = new Set(apps.filter((app) => app.firstParty).map((app) => app.id))
      for (const token of tokens) if (own.has(token.appId)) await endToken(needs, tx, token)
    })
