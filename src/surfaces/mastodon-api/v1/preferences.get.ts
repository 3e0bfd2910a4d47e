import type { User } from '#domain/access/index.ts'
import type { AccountId } from '#domain/accounts/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { preferences } from '../entities/account.ts'
import { viewerId } from '../parameters.ts'
import { presentVisibility } from '../words.ts'

export const getPreferences = (needs: { readonly findUser: (id: AccountId) => Promise<User | undefined> }) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/preferences',
    access: { who: 'user', scopes: ['read:accounts'] },
    response: preferences,
    summary: "The viewer's defaults for posting and reading.",
    async handle({ viewer }) {
      const user = await needs.findUser(viewerId(viewer))
      if (!user) throw new Refusal(403, 'Your login is currently disabled')
      return {
        'posting:default:visibility': presentVisibility(user.defaultVisibility),
        'posting:default:sensitive': user.defaultSensitive,
        'posting:default:language': user.defaultLanguage,
        'posting:default:quote_policy': user.defaultQuotePolicy,
        'reading:expand:media': 'default',
        'reading:expand:spoilers': false,
        'reading:autoplay:gifs': false,
      }
    },
  })
