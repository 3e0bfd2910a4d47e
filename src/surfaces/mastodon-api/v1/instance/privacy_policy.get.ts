import type { Instance } from '#domain/instance/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { document } from '../../entities/instance.ts'
import { presentDocument } from '../../present/present-document.ts'

export const getPrivacyPolicy = (needs: { readonly instance: Pick<Instance, 'findDocument'> }) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/instance/privacy_policy',
    access: { who: 'public' },
    response: document,
    summary: "This server's privacy policy, as HTML.",
    handle: async () => presentDocument(await needs.instance.findDocument('privacyPolicy')),
  })
