import { letterDue } from '#domain/access/index.ts'
import type { JobHandler, JobType } from '#platform/jobs/index.ts'
import { handleLetters, type MailNeeds } from './send-letter.ts'

export type { MailNeeds } from './send-letter.ts'

/** What writes to people: the job that sends a letter. */
export function defineMailSurface(needs: MailNeeds): {
  readonly jobs: readonly JobType<unknown>[]
  readonly jobHandlers: readonly JobHandler[]
} {
  return { jobs: [letterDue], jobHandlers: [handleLetters(needs)] }
}
