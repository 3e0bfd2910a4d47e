import type { Account } from '../../api/entities.ts'
import { getPage } from '../../api/http.ts'
import { me } from '../../state/session.ts'
import { words } from '../../words.ts'
import { Avatar, Name } from '../avatar.tsx'
import { useLoad } from '../use-load.ts'

const MOST = 10

interface CompanionPickerProps {
  readonly chosen: readonly string[]
  readonly onChange: (ids: readonly string[]) => void
}

/** Who is here, too: followers, here and elsewhere, who are asked before anybody reads their name. */
export function CompanionPicker({ chosen, onChange }: CompanionPickerProps) {
  const loaded = useLoad(listAskable, [])
  if (loaded.kind !== 'ready' || loaded.value.length === 0) return null
  const toggle = (id: string) =>
    onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id].slice(0, MOST))
  return (
    <details class="companions">
      <summary>{chosen.length > 0 ? words.companions.chosen(chosen.length) : words.companions.title}</summary>
      <p class="hint">{words.companions.hint}</p>
      <ul class="companion-list">
        {loaded.value.map((account) => (
          <li key={account.id}>
            <label class="check">
              <input
                type="checkbox"
                checked={chosen.includes(account.id)}
                disabled={!chosen.includes(account.id) && chosen.length >= MOST}
                onChange={() => toggle(account.id)}
              />
              <Avatar account={account} size={28} />
              <span>
                <Name account={account} />{' '}
                {account.acct.includes('@') && <span class="hint">@{account.acct}</span>}
              </span>
            </label>
          </li>
        ))}
      </ul>
    </details>
  )
}

async function listAskable(signal: AbortSignal): Promise<readonly Account[]> {
  if (!me.value) return []
  const path = `/api/v1/accounts/${me.value.id}/followers`
  const { items } = await getPage<Account>(path, { query: { limit: 80 }, signal })
  return items
}
