import type { Instance } from '#domain/instance/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { notFound } from '../../parameters.ts'
import { presentDocument } from '../../present/present-document.ts'

export const getTermsOfService = (needs: { readonly instance: Pick<Instance, 'findDocument'> }) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/instance/terms_of_service',
    access: { who: 'public' },
    summary: "This server's terms of service, as HTML; 404 where there are none.",
    async handle() {
      const { content, updated_at } = presentDocument(await needs.instance.findDocument('termsOfService'))
      if (content === '') throw notFound()
      return { content, effective: true, effective_date: updated_at.slice(0, 10), succeeded_by: null }
    },
  })
