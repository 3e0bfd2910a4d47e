import type { AnyEndpoint } from '#platform/http-server/index.ts'
import { presentAdminAccounts } from './admin/present-admin-account.ts'
import { presentAdminReports } from './admin/present-admin-report.ts'
import type { EndpointNeeds } from './endpoint-needs.ts'
import { adminAccountActs, deleteAdminAccount, getAdminAccount, postAdminAction } from './v1/admin/account.ts'
import { getAdminAccountsV1, getAdminAccountsV2 } from './v1/admin/accounts.get.ts'
import {
  deleteAdminDomainAllow,
  getAdminDomainAllow,
  getAdminDomainAllows,
  postAdminDomainAllow,
} from './v1/admin/domain_allows.ts'
import {
  deleteAdminDomainBlock,
  getAdminDomainBlock,
  getAdminDomainBlocks,
  postAdminDomainBlock,
  putAdminDomainBlock,
} from './v1/admin/domain_blocks.ts'
import { canonicalEmailBlockEndpoints, emailDomainBlockEndpoints } from './v1/admin/email_blocks.ts'
import { ipBlockEndpoints } from './v1/admin/ip_blocks.ts'
import { postAdminDimensions, postAdminMeasures, postAdminRetention } from './v1/admin/numbers.ts'
import { adminReportActs, getAdminReport, getAdminReports, putAdminReport } from './v1/admin/reports.ts'
import { adminTrendEndpoints } from './v1/admin/trends.ts'

/** What those who run this server do; each asks for a scope and for a role that has the duty. */
export function listAdminEndpoints(rooms: EndpointNeeds): AnyEndpoint[] {
  const withAccounts = { ...rooms, presentAdminAccounts: presentAdminAccounts(rooms) }
  const needs = { ...withAccounts, presentAdminReports: presentAdminReports(withAccounts) }
  return [
    getAdminAccountsV1(needs),
    getAdminAccountsV2(needs),
    getAdminAccount(needs),
    deleteAdminAccount(needs),
    postAdminAction(needs),
    ...adminAccountActs(needs),
    getAdminReports(needs),
    getAdminReport(needs),
    putAdminReport(needs),
    ...adminReportActs(needs),
    getAdminDomainBlocks(needs),
    getAdminDomainBlock(needs),
    postAdminDomainBlock(needs),
    putAdminDomainBlock(needs),
    deleteAdminDomainBlock(needs),
    getAdminDomainAllows(needs),
    getAdminDomainAllow(needs),
    postAdminDomainAllow(needs),
    deleteAdminDomainAllow(needs),
    ...emailDomainBlockEndpoints(needs),
    ...canonicalEmailBlockEndpoints(needs),
    ...ipBlockEndpoints(needs),
    postAdminMeasures(needs),
    postAdminDimensions(needs),
    postAdminRetention(needs),
    ...adminTrendEndpoints(needs),
  ]
}
