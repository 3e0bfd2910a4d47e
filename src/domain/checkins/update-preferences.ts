import type { AccountId } from '#domain/accounts/index.ts'
import { isPrecision } from './checkin.ts'
import { scheduleFading } from './fade-store.ts'
import type { CheckinsNeeds } from './needs.ts'
import { savePreferences, selectPreferences } from './preference-store.ts'
import { type CheckinPreferences, type FadeStep, noPreferences } from './preferences.ts'

/** As given by a form: everything is checked here. */
export interface PreferencesGiven {
  readonly followersPrecision: string | null
  readonly friendsPrecision: string | null
  readonly fading: readonly { readonly afterDays: number; readonly precision: string }[]
  readonly hideAfterDays: number | null
  readonly mayorPublic: boolean
  readonly crossings: boolean
  readonly mapPicture?: boolean | undefined
  readonly photoPlaces?: boolean | undefined
}

export type PreferencesOutcome =
  | { readonly ok: true; readonly preferences: CheckinPreferences }
  | { readonly ok: false; readonly because: 'unknown_precision' | 'bad_days' }

const maxDays = 36_500
const maxSteps = 4

/** Saves what an account wants; its earlier check-ins follow within minutes. */
export const updatePreferences =
  (needs: Pick<CheckinsNeeds, 'db' | 'media'>) =>
  async (accountId: AccountId, given: PreferencesGiven): Promise<PreferencesOutcome> => {
    const read = readPreferences(given)
    if (!read.ok) return read
    const { fading, hideAfterDays } = read.preferences
    const days = [...fading.map((step) => step.afterDays), ...(hideAfterDays === null ? [] : [hideAfterDays])]
    await needs.db.transact(async (tx) => {
      await savePreferences(tx.sql, accountId, read.preferences)
      if (!read.preferences.photoPlaces) await needs.media.forgetProposals(tx, accountId)
      await scheduleFading(tx.sql, accountId, days.length > 0 ? Math.min(...days) : null)
    })
    return read
  }

export const findPreferences =
  (needs: Pick<CheckinsNeeds, 'db'>) =>
  async (accountId: AccountId): Promise<CheckinPreferences> =>
    (await selectPreferences(needs.db.sql, [accountId])).get(accountId) ?? noPreferences

/** Who of these wants a map as the picture of check-ins without photos. */
export const findMapWishes =
  (needs: Pick<CheckinsNeeds, 'db'>) =>
  async (accountIds: readonly AccountId[]): Promise<ReadonlySet<AccountId>> => {
    const preferences = await selectPreferences(needs.db.sql, [...new Set(accountIds)])
    return new Set(
      [...preferences].filter(([, { mapPicture }]) => mapPicture).map(([accountId]) => accountId),
    )
  }

function readPreferences(given: PreferencesGiven): PreferencesOutcome {
  const { followersPrecision, friendsPrecision, fading, hideAfterDays } = given
  if (followersPrecision !== null && !isPrecision(followersPrecision)) return unknownPrecision
  if (friendsPrecision !== null && !isPrecision(friendsPrecision)) return unknownPrecision
  if (fading.length > maxSteps || (hideAfterDays !== null && !isDays(hideAfterDays))) return badDays
  const steps: FadeStep[] = []
  for (const { afterDays, precision } of fading) {
    if (!isPrecision(precision)) return unknownPrecision
    if (!isDays(afterDays)) return badDays
    steps.push({ afterDays, precision })
  }
  steps.sort((a, b) => a.afterDays - b.afterDays)
  const { mayorPublic, crossings, mapPicture = false, photoPlaces = false } = given
  return {
    ok: true,
    preferences: {
      followersPrecision,
      friendsPrecision,
      fading: steps,
      hideAfterDays,
      mayorPublic,
      crossings,
      mapPicture,
      photoPlaces,
    },
  }
}

const unknownPrecision = { ok: false, because: 'unknown_precision' } as const
const badDays = { ok: false, because: 'bad_days' } as const

function isDays(days: number): boolean {
  return Number.isInteger(days) && days >= 1 && days <= maxDays
}
