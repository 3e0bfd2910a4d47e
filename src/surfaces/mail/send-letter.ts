import { type Access, type Letter, letterDue } from '#domain/access/index.ts'
import type { Accounts } from '#domain/accounts/index.ts'
import type { Instance } from '#domain/instance/index.ts'
import { handleJobs, type JobHandler } from '#platform/jobs/index.ts'
import type { Mailer } from '#platform/mail/index.ts'
import { writeLetter } from './write-letter.ts'

export interface MailNeeds {
  readonly origin: string
  readonly access: Pick<Access, 'addressLetter'>
  readonly accounts: Pick<Accounts, 'findAccount'>
  readonly instance: Pick<Instance, 'getSettings'>
  /** Undefined where no mail server is set. */
  readonly mailer: Mailer | undefined
}

/** Sends one letter for each job. The mail server gets few at a time, and is asked again for about a day. */
export function handleLetters(needs: MailNeeds): JobHandler {
  return handleJobs(
    letterDue,
    { concurrency: 2, timeoutMs: 90_000, maxAttempts: 30, backOffCapSeconds: 3600 },
    async (jobs) => {
      for (const { payload } of jobs) await send(needs, payload)
    },
  )
}

async function send(needs: MailNeeds, letter: Letter): Promise<void> {
  if (!needs.mailer) return
  const addressed = await needs.access.addressLetter(letter)
  const account = addressed && (await needs.accounts.findAccount(addressed.accountId))
  if (!account) return
  const { title } = await needs.instance.getSettings()
  const { to, token, locale } = addressed
  await needs.mailer.send({
    to,
    ...writeLetter(letter, { origin: needs.origin, title, username: account.username, token }, locale),
  })
}
