import type { Instance } from '#domain/instance/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { document } from '../../entities/instance.ts'
import { presentDocument } from '../../present/present-document.ts'

export const getExtendedDescription = (needs: { readonly instance: Pick<Instance, 'findDocument'> }) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/instance/extended_description',
    access: { who: 'public' },
    response: document,
    summary: 'What people should know before they join, as HTML.',
    handle: async () => presentDocument(await needs.instance.findDocument('description')),
  })
