import { defineEvent } from '#platform/events/index.ts'

/** Nothing comes from a domain and those below it any more, or goes there. Subject: `domain:<name>`. */
export const domainShutOut = defineEvent<{ domain: string }>('domain.shut_out')
