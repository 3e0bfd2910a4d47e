import { useEffect } from 'preact/hooks'
import { Mark } from '../parts/icon.tsx'
import { Spinner } from '../parts/states.tsx'
import { here } from '../state/router.ts'
import { completeSignIn, signIn, signInTrouble } from '../state/session.ts'
import { words } from '../words.ts'

/** Where the server sends the browser back to after it has agreed to a sign-in. */
export function SigningInPage() {
  const trouble = signInTrouble.value
  useEffect(() => void completeSignIn(here.peek().query), [])
  return (
    <main id="main" class="signing-in">
      <Mark size={84} />
      {trouble ? (
        <>
          <h1>{words.signIn.failed}</h1>
          <p role="alert">{trouble}</p>
          <button type="button" class="button button-primary" onClick={() => void signIn('/home')}>
            {words.signIn.again}
          </button>
        </>
      ) : (
        <Spinner label={words.signIn.working} />
      )}
    </main>
  )
}
