import { Type } from 'typebox'
import type { Instance } from '#domain/instance/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { termsOfService } from '../../entities/instance.ts'
import { notFound } from '../../parameters.ts'
import { presentDocument } from '../../present/present-document.ts'

interface Needs {
  readonly instance: Pick<Instance, 'findDocument'>
}

export const getTermsOfService = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/instance/terms_of_service',
    access: { who: 'public' },
    response: termsOfService,
    alsoAnswers: { 404: 'error' },
    summary: "This server's terms of service, as HTML; 404 where there are none.",
    handle: () => presentTerms(needs),
  })

export const getTermsOfServiceOf = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/instance/terms_of_service/:date',
    access: { who: 'public' },
    response: termsOfService,
    summary: 'The terms of service that came into effect on a day: only the latest are kept.',
    params: Type.Object({ date: Type.String() }),
    async handle({ params }) {
      const terms = await presentTerms(needs)
      if (terms.effective_date !== params.date) throw notFound()
      return terms
    },
  })

async function presentTerms(needs: Needs) {
  const { content, updated_at } = presentDocument(await needs.instance.findDocument('termsOfService'))
  if (content === '') throw notFound()
  return { content, effective: true, effective_date: updated_at.slice(0, 10), succeeded_by: null }
}
