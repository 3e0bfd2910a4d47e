import { Type } from 'typebox'
import type { Instance } from '#domain/instance/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { rule } from '../../entities/instance.ts'
import { presentRules } from '../../present/present-instance.ts'

export const getRules = (needs: { readonly instance: Pick<Instance, 'getSettings'> }) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/instance/rules',
    access: { who: 'public' },
    response: Type.Array(rule),
    summary: "This server's rules.",
    handle: async () => presentRules(await needs.instance.getSettings()),
  })
