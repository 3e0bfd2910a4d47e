import { endpoint } from '#platform/http-server/index.ts'
import { instance } from '../entities/instance.ts'
import { type InstanceNeeds, presentInstanceV2 } from '../present/present-instance.ts'

export const getInstanceV2 = (needs: InstanceNeeds) =>
  endpoint({
    method: 'GET',
    path: '/api/v2/instance',
    access: { who: 'public' },
    response: instance,
    summary: 'What this server is, allows and offers.',
    consistency: 'later',
    handle: () => presentInstanceV2(needs),
  })
