import type { Warning } from '#domain/moderation/index.ts'
import { presentModerationAction } from '../words.ts'
import type { PresentedAccount } from './present-account.ts'

/** What moderators did, as the person it was done to sees it: not who did. */
export function presentWarning(warning: Warning, target: PresentedAccount) {
  return {
    id: warning.id,
    action: presentModerationAction(warning.action),
    text: warning.text,
    status_ids: [],
    target_account: target,
    appeal: null,
    created_at: warning.createdAt.toISOString(),
  }
}
