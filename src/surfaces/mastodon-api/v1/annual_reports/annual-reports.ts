import { Type } from 'typebox'
import { type AnyEndpoint, endpoint } from '#platform/http-server/index.ts'
import { annualReports } from '../../entities/list.ts'
import { notFound } from '../../parameters.ts'

const byYear = Type.Object({ year: Type.Integer({ minimum: 1, maximum: 9999 }) })
const reading = { who: 'user', scopes: ['read:accounts'] } as const
const writing = { who: 'user', scopes: ['write:accounts'] } as const

/** No year is told here as a report (the journal has statistics of its own), and apps are told so. */
export function annualReportEndpoints(): AnyEndpoint[] {
  const none = async () => {
    throw notFound()
  }
  return [
    endpoint({
      method: 'GET',
      path: '/api/v1/annual_reports',
      access: reading,
      response: annualReports,
      summary: "The viewer's annual reports: none.",
      handle: async () => ({ annual_reports: [], accounts: [], statuses: [] }),
    }),
    endpoint({
      method: 'GET',
      path: '/api/v1/annual_reports/:year/state',
      access: reading,
      response: Type.Object({ state: Type.String() }),
      summary: 'Whether there is or could be a report of a year: never.',
      params: byYear,
      handle: async () => ({ state: 'ineligible' }),
    }),
    endpoint({
      method: 'GET',
      path: '/api/v1/annual_reports/:year',
      access: reading,
      response: annualReports,
      summary: 'The report of a year: there is none.',
      params: byYear,
      handle: none,
    }),
    ...(['generate', 'read'] as const).map((act) =>
      endpoint({
        method: 'POST',
        path: `/api/v1/annual_reports/:year/${act}`,
        access: writing,
        response: annualReports,
        summary: 'There is no report.',
        params: byYear,
        handle: none,
      }),
    ),
  ]
}
