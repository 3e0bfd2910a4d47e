import type { AnyEndpoint } from '#platform/http-server/index.ts'
import type { EndpointNeeds } from './endpoint-needs.ts'
import { endorseAccount } from './v1/accounts/_id/endorse.post.ts'
import { getAccountEndorsements } from './v1/accounts/_id/endorsements.get.ts'
import { getIdentityProofs } from './v1/accounts/_id/identity_proofs.get.ts'
import { noteAccount } from './v1/accounts/_id/note.post.ts'
import { pinAccount } from './v1/accounts/_id/pin.post.ts'
import { unendorseAccount } from './v1/accounts/_id/unendorse.post.ts'
import { unpinAccount } from './v1/accounts/_id/unpin.post.ts'
import { getFamiliarFollowers } from './v1/accounts/familiar_followers.get.ts'
import { postAccount } from './v1/accounts.post.ts'
import { annualReportEndpoints } from './v1/annual_reports/annual-reports.ts'
import { getDirectory } from './v1/directory.get.ts'
import { previewDomainBlock } from './v1/domain_blocks/preview.get.ts'
import { deleteDomainBlockEndpoint } from './v1/domain_blocks.delete.ts'
import { getDomainBlocks } from './v1/domain_blocks.get.ts'
import { postDomainBlock } from './v1/domain_blocks.post.ts'
import { getEmailConfirmation, postEmailConfirmation } from './v1/emails/confirmations.ts'
import { getEndorsements } from './v1/endorsements.get.ts'
import { deleteAvatar } from './v1/profile/avatar.delete.ts'
import { deleteHeader } from './v1/profile/header.delete.ts'
import { getProfile } from './v1/profile.get.ts'
import { patchProfile } from './v1/profile.patch.ts'
import { deleteSuggestion } from './v1/suggestions/_id.delete.ts'
import { getSuggestionsV1 } from './v1/suggestions.get.ts'
import { getSuggestions } from './v2/suggestions.get.ts'

/** What people say of each other, and how they find each other. */
export function listPeopleEndpoints(needs: EndpointNeeds): AnyEndpoint[] {
  return [
    postAccount(needs),
    getEmailConfirmation(needs),
    postEmailConfirmation(needs),
    ...annualReportEndpoints(),
    getIdentityProofs(),
    noteAccount(needs),
    endorseAccount(needs),
    unendorseAccount(needs),
    pinAccount(needs),
    unpinAccount(needs),
    getEndorsements(needs),
    getAccountEndorsements(needs),
    getFamiliarFollowers(needs),
    getSuggestionsV1(needs),
    getSuggestions(needs),
    deleteSuggestion(needs),
    getDirectory(needs),
    getDomainBlocks(needs),
    postDomainBlock(needs),
    deleteDomainBlockEndpoint(needs),
    previewDomainBlock(needs),
    getProfile(needs),
    patchProfile(needs),
    deleteAvatar(needs),
    deleteHeader(needs),
  ]
}
