import { useState } from 'preact/hooks'
import type { OwnAccount } from '../../api/entities.ts'
import { describeError } from '../../api/http.ts'
import {
  changePush,
  getPush,
  type PushPolicy,
  type PushWishes,
  type PushSettings as Settings,
} from '../../api/push.ts'
import {
  beWoken,
  canBeWoken,
  firstWishes,
  type PushKind,
  pushKinds,
  sleep,
  staffPushKinds,
} from '../../state/push.ts'
import { mayModerate } from '../../state/staff.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { words } from '../../words.ts'
import { Missing } from '../missing.tsx'
import { Spinner } from '../states.tsx'
import { useLoad } from '../use-load.ts'
import { Choice } from './choice.tsx'

const POLICIES: readonly PushPolicy[] = ['all', 'followed', 'follower']

/** Whether, and of what, this browser tells while no page is open. */
export function PushSettings({ account }: { readonly account: OwnAccount }) {
  return (
    <section class="card panel" id="push">
      <h2>{words.push.title}</h2>
      {canBeWoken() ? <Switches account={account} /> : <p class="hint">{words.push.impossible}</p>}
    </section>
  )
}

function Switches({ account }: { readonly account: OwnAccount }) {
  const loaded = useLoad(getPush, [])
  if (loaded.kind === 'loading') return <Spinner />
  if (loaded.kind === 'failed') return <Missing failure={loaded} hint="" />
  return <Known account={account} initial={loaded.value} />
}

function Known({ account, initial }: { readonly account: OwnAccount; readonly initial: Settings | null }) {
  const [known, setKnown] = useState(initial)
  const [busy, setBusy] = useState(false)
  const act = async (work: () => Promise<Settings | null>) => {
    setBusy(true)
    try {
      setKnown(await work())
      tell(words.settings.saved)
    } catch (error) {
      tellFailure(describeError(error))
    }
    setBusy(false)
  }
  const change = (changes: Partial<PushWishes>) => {
    if (!known) return
    const wanted = { ...known, ...changes }
    // Shown at once, and taken back when it was refused.
    setKnown(wanted)
    changePush({ alerts: wanted.alerts, policy: wanted.policy }).then(
      () => tell(words.settings.saved),
      (error: unknown) => {
        setKnown(known)
        tellFailure(describeError(error))
      },
    )
  }
  const kinds: readonly PushKind[] = mayModerate(account.role) ? [...pushKinds, ...staffPushKinds] : pushKinds
  return (
    <>
      <p class="hint">{words.push.hint}</p>
      <label class="check">
        <input
          type="checkbox"
          checked={known !== null}
          disabled={busy}
          onChange={(event) =>
            void act(
              event.currentTarget.checked ? () => beWoken(firstWishes) : () => sleep().then(() => null),
            )
          }
        />
        <span>{words.push.on}</span>
      </label>
      {known && (
        <fieldset class="push-kinds">
          <legend class="label">{words.push.kindsLabel}</legend>
          {kinds.map((kind) => (
            <label key={kind} class="check">
              <input
                type="checkbox"
                checked={known.alerts[kind] === true}
                onChange={(event) =>
                  change({ alerts: { ...known.alerts, [kind]: event.currentTarget.checked } })
                }
              />
              <span>{words.push.kinds[kind]}</span>
            </label>
          ))}
        </fieldset>
      )}
      {known && (
        <Choice
          label={words.push.policyLabel}
          value={known.policy}
          choices={POLICIES}
          say={(policy) => words.push.policy[policy]}
          onChange={(policy) => change({ policy })}
        />
      )}
    </>
  )
}
