import { createShortCache } from '#platform/cache/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import { type InstanceSettings, instanceSettingsTable } from './instance-settings.ts'
import { selectSettings, selectUpdatedAt, upsertSetting } from './instance-store.ts'

export {
  type Audience,
  describeInstanceSettings,
  type InstanceSettings,
  type RegistrationMode,
  settingKeys,
} from './instance-settings.ts'

/** What this server says of itself, and who may join. */
export interface Instance {
  /** From memory, at most five seconds old. */
  getSettings(): Promise<InstanceSettings>
  /** One of the long texts, with when it was last changed; undefined: never. */
  findDocument(
    key: 'description' | 'privacyPolicy' | 'termsOfService',
  ): Promise<{ text: string; updatedAt: Date | undefined }>
  /**
   * Changes one setting.
   * @param name as in `describeInstanceSettings`
   * @param text as an operator writes it
   */
  setSetting(name: string, text: string): Promise<SettingChange>
}

export type SettingChange =
  | { readonly kind: 'set'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly problem: string }

export interface InstanceNeeds {
  readonly db: Database
  readonly clock: Clock
}

export function defineInstance(needs: InstanceNeeds): Instance {
  const cache = createShortCache<'all', InstanceSettings>({
    clock: needs.clock,
    ttlMs: 5000,
    max: 1,
    shared: { changes: needs.db.changes, kind: 'instance-settings' },
  })
  const load = async () => fillIn(await selectSettings(needs.db.sql))
  return {
    getSettings: async () => (await cache.get('all', load)) ?? load(),
    async findDocument(key) {
      const settings = (await cache.get('all', load)) ?? (await load())
      const updatedAt = await selectUpdatedAt(needs.db.sql, instanceSettingsTable[key].name)
      return { text: settings[key], updatedAt }
    },
    async setSetting(name, text) {
      const description = Object.values(instanceSettingsTable).find((candidate) => candidate.name === name)
      if (!description) return { kind: 'refused', problem: `There is no setting ${name}.` }
      const parsed = description.parse(text)
      if (!parsed.ok) return { kind: 'refused', problem: `${name} ${parsed.problem}.` }
      await upsertSetting(needs.db.sql, name, parsed.value, new Date(needs.clock.now()))
      cache.forget('all')
      return { kind: 'set', value: parsed.value }
    },
  }
}

/** What was never set, or was stored in a form that is no longer known, is at its default. */
function fillIn(stored: ReadonlyMap<string, unknown>): InstanceSettings {
  const entries = Object.entries(instanceSettingsTable).map(([key, description]) => {
    const value = stored.get(description.name)
    return [key, isLike(value, description.default) ? value : description.default]
  })
  return Object.fromEntries(entries) as InstanceSettings
}

function isLike(value: unknown, example: unknown): boolean {
  return typeof value === typeof example && Array.isArray(value) === Array.isArray(example) && value !== null
}
